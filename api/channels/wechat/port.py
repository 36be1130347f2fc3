"""What the channel needs of the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Protocol

from api.turns.inbound import Channel, InboundMessage
from contracts import Reply


class AnsweredTurn(Protocol):
    """One finished turn."""

    @property
    def replies(self) -> Sequence[Reply]: ...


class WeChatConversation(Protocol):
    """The conversation of one user with one official account."""

    @property
    def conversation_id(self) -> str: ...

    @property
    def greeting(self) -> Reply: ...


class GatewayPort(Protocol):
    """The gateway, as this channel uses it."""

    async def accept(
        self, message: InboundMessage, *, within: float | None = None
    ) -> Awaitable[AnsweredTurn]:
        """Return, once this message is stored, what gives its turn.

        The same `client_message_id` gives the stored replies, whatever its text, or joins the turn under
        way; cancelling the caller never cancels the turn. Raises Problem or DatabaseUnavailable: then it is not
        stored, nor will it be; after `within` seconds, too. What is returned may raise ReplyPending.
        """
        ...

    async def find(self, conversation_id: str, client_message_id: str) -> AnsweredTurn | None:
        """Return the turn of a message that came before, None if none did. Nothing is stored.

        Raises Problem or DatabaseUnavailable.
        """
        ...

    async def open_conversation(
        self,
        *,
        channel: Channel,
        account: str | None,
        user: str | None,
        site: str | None = None,
        region: str | None = None,
    ) -> WeChatConversation:
        """Return the conversation of this user with this account, opened when there is none yet."""
        ...
