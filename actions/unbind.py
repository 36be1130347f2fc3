"""Releases the enterprise from the conversation."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.people.identity import record_unbinding


class Unbind:
    """Confirmed by the user before it runs."""

    name = "action_unbind"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        was_bound = await self._database.run_in_transaction(
            lambda session: record_unbinding(session, turn.conversation_id, now=self._clock.now())
        )
        text = "已解除绑定，这里不再显示企业信息。" if was_bound else "现在没有绑定企业。"
        reply = ReplyDraft(
            text=text, outcome="smalltalk", quick_replies=[QuickReply(title="绑定企业", text="绑定企业")]
        )
        return ActionResult([reply], {"pending_lookup": None, "case_number": None, "consent": None})
