"""Releases the enterprise from the conversation."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.people.identity import find_binding, record_unbinding

_BIND = QuickReply(title="绑定企业", text="绑定企业")


class ConfirmUnbind:
    """Asks before the enterprise is released; who has none bound is told so."""

    name = "action_confirm_unbind"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        if bound is None:
            return ActionResult(
                [ReplyDraft(text="现在没有绑定企业，不用解除。", outcome="smalltalk", quick_replies=[_BIND])]
            )
        reply = ReplyDraft(
            text=(
                f"解除绑定后，在这里就不能再查{bound.name}的办件、创新券和科研诚信，要查需重新验证。确定解除吗？"
            ),
            outcome="form",
            quick_replies=[
                QuickReply(title="确定解除", text="确定"),
                QuickReply(title="不解除", text="不解除"),
            ],
        )
        return ActionResult([reply])


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
        reply = ReplyDraft(text=text, outcome="smalltalk", quick_replies=[_BIND])
        return ActionResult([reply], {"pending_lookup": None, "case_number": None, "consent": None})
