"""Who is asked to bind although a binding was there learns once that it has ended, and what to do."""

from __future__ import annotations

from dataclasses import replace

from actions.seam.turn import ActionResult, ActionTurn
from actions.seam.wrapper import Wrapper
from contracts import ReplyDraft
from records.bindings.binding import find_ended_binding

SLOT = "told_end"
# Not by whom: that is the enterprise's own affair.
_REASONS = {
    "contact_removed": "您原来的绑定已经结束：您不再是这家企业的联系人。如有疑问，请联系企业的法定代表人。",
    "role_lowered": "您原来的绑定已经结束：您在企业的身份有变动，重新绑定后按新身份查看。",
    "expired": "您原来的绑定已经到期，需要重新验证。",
}


class TellEndedBinding(Wrapper):
    """Runs another action; before its request to bind it says why the binding of before is not there any more."""

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._action.run(turn)
        asked = next((reply for reply in result.replies if reply.outcome == "needs_binding"), None)
        if asked is None:
            return result
        ended = await self._database.run_in_transaction(
            lambda session: find_ended_binding(session, turn.conversation_id, now=self._clock.now()),
            read_only=True,
        )
        if ended is None or ended.reason not in _REASONS or turn.slots.get(SLOT) == ended.binding_id:
            return result
        told = _before(asked, _REASONS[ended.reason])
        replies = [told if reply is asked else reply for reply in result.replies]
        slots = {**result.slots, SLOT: ended.binding_id}
        return replace(result, replies=replies, slots=slots)


def _before(reply: ReplyDraft, reason: str) -> ReplyDraft:
    return reply.model_copy(update={"text": f"{reason}\n\n{reply.text}"})
