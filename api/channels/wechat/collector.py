"""The replies a plan names, fetched from the gateway."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from api.channels.wechat import wording
from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.mailbox import GREETING, Plan
from api.channels.wechat.port import GatewayPort, WeChatConversation
from api.channels.wechat.push import Push
from api.channels.wechat.render import render
from api.inbound import InboundMessage
from contracts import Reply


class Collector:
    """Gathers the replies to one push, part by part: what is there can be taken while more is under way."""

    def __init__(self, name: str, account: WeChatAccount, gateway: GatewayPort, push: Push) -> None:
        self._name = name
        self._account = account
        self._gateway = gateway
        self._push = push
        self.replies: dict[str, Sequence[Reply]] = {}

    async def collect(self, plan: Plan) -> None:
        """Fill `replies` with every part of the plan, as they come. Raises Problem or DatabaseUnavailable."""
        if not plan.parts:
            return
        conversation = await self._gateway.open_conversation(
            channel="wechat", account=self._name, user=self._push.openid, region=self._account.region
        )
        # All at once: the user's message is to be stored now, not when an earlier answer is there.
        fetching = [asyncio.ensure_future(self._fetch(part, plan, conversation)) for part in plan.parts]
        try:
            await asyncio.gather(*fetching)
        finally:
            for one in fetching:
                one.cancel()

    async def _fetch(self, part: str, plan: Plan, conversation: WeChatConversation) -> None:
        text = await self._words(plan, conversation) if part == self._push.key else wording.FETCH
        is_alone = len(plan.parts) == 1
        self.replies[part] = await self._replies(part, text, conversation, is_alone=is_alone)

    async def _replies(
        self, part: str, text: str, conversation: WeChatConversation, *, is_alone: bool
    ) -> Sequence[Reply]:
        if part == GREETING:
            # Beside the answer to a question, suggestions what to ask would be in the way.
            first = conversation.greeting
            return [first if is_alone else first.model_copy(update={"quick_replies": []})]
        message = InboundMessage(
            conversation_id=conversation.conversation_id,
            text=text,
            client_message_id=part,
            channel="wechat",
            address=self._address(),
        )
        return (await self._gateway.handle(message)).replies

    async def _words(self, plan: Plan, conversation: WeChatConversation) -> str:
        """Return what the user said; for the number of a choice they saw, the words of that choice."""
        seen: list[Reply] = []
        is_alone = len(plan.choices_of) == 1
        for part in plan.choices_of:
            seen.extend(await self._replies(part, wording.FETCH, conversation, is_alone=is_alone))
        choice = render(seen).find_choice(self._push.text)
        return choice.text if choice else self._push.text

    def _address(self) -> str:
        """Return what stands for the user's address in rate limits: a hash, since the openid is personal."""
        return "wechat:" + hashlib.sha256(f"{self._name}\0{self._push.openid}".encode()).hexdigest()[:32]
