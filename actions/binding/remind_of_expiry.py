"""A look-up's reply says when the binding is about to end: three days before, not in the middle of the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actions.seam.turn import ActionResult, ActionTurn
from actions.seam.wrapper import Wrapper
from desk.words import day
from records.bindings.binding import find_binding

NOTICE_BEFORE = timedelta(days=3)
_OF_AN_ENTERPRISE = {
    "case_status",
    "voucher_balance",
    "voucher_statement",
    "credit_standing",
    "credit_check",
    "people",
}


class RemindOfExpiry(Wrapper):
    """Runs another action; where its reply shows an enterprise's data, adds a line while the end is near."""

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._action.run(turn)
        shown = [reply for reply in result.replies if reply.data and reply.data.kind in _OF_AN_ENTERPRISE]
        if not shown:
            return result
        now = self._clock.now()
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=now), read_only=True
        )
        if bound is None or bound.expires_at - now > NOTICE_BEFORE:
            return result
        reminder = f"提醒：企业绑定到{day(bound.expires_at)}为止，之后请说“绑定企业”重新验证。"
        replies = [
            reply.model_copy(update={"text": f"{reply.text}\n\n{reminder}"}) if reply is shown[-1] else reply
            for reply in result.replies
        ]
        return replace(result, replies=replies)
