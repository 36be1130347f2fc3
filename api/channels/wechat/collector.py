"""The replies a plan names, fetched from the gateway."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.mailbox import GREETING, Plan
from api.channels.wechat.port import GatewayPort, WeChatConversation
from api.channels.wechat.push import Push
from api.channels.wechat.render import render
from api.turns.inbound import InboundMessage
from contracts import Reply
from records.storage.database import DatabaseUnavailable


class Collector:
    """Gathers the replies to one push, part by part: what is there can be taken while more is under way.

    `is_stored` once the push's own words are; only then may anything be promised of them.
    """

    def __init__(
        self, name: str, account: WeChatAccount, gateway: GatewayPort, push: Push, storing: float
    ) -> None:
        """`storing`: how many seconds may pass until the push's words are stored, or are not at all."""
        self._name = name
        self._account = account
        self._gateway = gateway
        self._push = push
        self._storing = storing
        self.replies: dict[str, Sequence[Reply]] = {}
        self.is_stored = False

    async def collect(self, plan: Plan) -> None:
        """Fill `replies` with every part of the plan, as they come. Raises Problem or DatabaseUnavailable.

        When it has raised, the push's own words are stored or never will be: `is_stored` tells.
        """
        if not plan.parts:
            return
        until = asyncio.get_running_loop().time() + self._storing
        conversation = await self._open(until)
        # All at once: the user's message is to be stored now, not when an earlier answer is there.
        fetching = [
            asyncio.ensure_future(self._fetch(part, plan, conversation, until)) for part in plan.parts
        ]
        try:
            results = await asyncio.gather(*fetching, return_exceptions=True)
        finally:
            for one in fetching:
                one.cancel()
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _open(self, until: float) -> WeChatConversation:
        try:
            async with asyncio.timeout_at(until):
                return await self._gateway.open_conversation(
                    channel="wechat",
                    account=self._name,
                    user=self._push.openid,
                    region=self._account.region,
                )
        except TimeoutError as error:
            raise DatabaseUnavailable("the conversation could not be opened in time") from error

    async def _fetch(self, part: str, plan: Plan, conversation: WeChatConversation, until: float) -> None:
        is_alone = len(plan.parts) == 1
        if part == self._push.key:
            self.replies[part] = await self._answer(plan, conversation, until)
        else:
            self.replies[part] = await self._earlier(part, conversation, is_alone=is_alone)

    async def _answer(self, plan: Plan, conversation: WeChatConversation, until: float) -> Sequence[Reply]:
        message = InboundMessage(
            conversation_id=conversation.conversation_id,
            text=await self._words(plan, conversation),
            client_message_id=self._push.key,
            channel="wechat",
            address=self._address(),
        )
        left = max(0.0, until - asyncio.get_running_loop().time())
        turn = await self._gateway.accept(message, within=left)
        self.is_stored = True
        return (await turn).replies

    async def _earlier(
        self, part: str, conversation: WeChatConversation, *, is_alone: bool
    ) -> Sequence[Reply]:
        """Return the replies of an earlier push; none if its words were never stored."""
        if part == GREETING:
            # Beside the answer to a question, suggestions what to ask would be in the way.
            first = conversation.greeting
            return [first if is_alone else first.model_copy(update={"quick_replies": []})]
        turn = await self._gateway.find(conversation.conversation_id, part)
        return turn.replies if turn is not None else ()

    async def _words(self, plan: Plan, conversation: WeChatConversation) -> str:
        """Return what the user said; for the number of a choice they saw, the words of that choice."""
        seen: list[Reply] = []
        is_alone = len(plan.choices_of) == 1
        for part in plan.choices_of:
            seen.extend(await self._earlier(part, conversation, is_alone=is_alone))
        choice = render(seen).find_choice(self._push.text)
        return choice.text if choice else self._push.text

    def _address(self) -> str:
        """Return what stands for the user's address in rate limits: a hash, since the openid is personal."""
        return "wechat:" + hashlib.sha256(f"{self._name}\0{self._push.openid}".encode()).hexdigest()[:32]
