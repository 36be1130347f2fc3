"""What the channel needs of the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from api.inbound import Channel, InboundMessage
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

    async def handle(self, message: InboundMessage) -> AnsweredTurn:
        """Return the turn of this message.

        The same `client_message_id` returns the stored replies, whatever its text, or joins the turn under
        way; cancelling the caller never cancels the turn. Raises Problem or DatabaseUnavailable.
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
