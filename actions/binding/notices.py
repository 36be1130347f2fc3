"""What a reply says of the binding: once that it has ended and why, and in time that it will end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actions.seam.turn import Action, ActionResult, ActionTurn
from contracts import ReplyDraft
from desk.words import day
from records.bindings.binding import find_binding, find_ended_binding
from records.storage.database import Database
from records.values.clock import Clock

SLOT = "told_end"
NOTICE_BEFORE = timedelta(days=3)
# Not by whom: that is the enterprise's own affair.
_REASONS = {
    "contact_removed": "您原来的绑定已经结束：您不再是这家企业的联系人。如有疑问，请联系企业的法定代表人。",
    "role_lowered": "您原来的绑定已经结束：您在企业的身份有变动，重新绑定后按新身份查看。",
    "expired": "您原来的绑定已经到期，需要重新验证。",
}
_OF_AN_ENTERPRISE = {
    "case_status",
    "voucher_balance",
    "voucher_statement",
    "credit_standing",
    "credit_check",
    "people",
}


class WithNotices:
    """Runs another action; where it asks to bind says why that is needed again, and before the end that it is near."""

    def __init__(self, action: Action, database: Database, clock: Clock) -> None:
        self._action = action
        self._database = database
        self._clock = clock

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._action.run(turn)
        shown = [reply for reply in result.replies if reply.data and reply.data.kind in _OF_AN_ENTERPRISE]
        if shown:
            result = await self._remind(turn, result, shown[-1])
        asked = next((reply for reply in result.replies if reply.outcome == "needs_binding"), None)
        return result if asked is None else await self._tell_ended(turn, result, asked)

    async def _remind(self, turn: ActionTurn, result: ActionResult, shown: ReplyDraft) -> ActionResult:
        """Say below what is shown when the binding is about to end: days before, not in the middle of the work."""
        now = self._clock.now()
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=now), read_only=True
        )
        if bound is None or bound.expires_at - now > NOTICE_BEFORE:
            return result
        reminder = f"提醒：企业绑定到{day(bound.expires_at)}为止，之后请说“绑定企业”重新验证。"
        return _with(result, shown, f"{shown.text}\n\n{reminder}")

    async def _tell_ended(self, turn: ActionTurn, result: ActionResult, asked: ReplyDraft) -> ActionResult:
        """Say before the request to bind, once, why the binding of before is not there any more."""
        ended = await self._database.run_in_transaction(
            lambda session: find_ended_binding(session, turn.conversation_id, now=self._clock.now()),
            read_only=True,
        )
        if ended is None or ended.reason not in _REASONS or turn.slots.get(SLOT) == ended.binding_id:
            return result
        told = _with(result, asked, f"{_REASONS[ended.reason]}\n\n{asked.text}")
        return replace(told, slots={**told.slots, SLOT: ended.binding_id})


def _with(result: ActionResult, changed: ReplyDraft, text: str) -> ActionResult:
    """Return a result with another text of one of its replies."""
    told = changed.model_copy(update={"text": text})
    return replace(result, replies=[told if reply is changed else reply for reply in result.replies])
