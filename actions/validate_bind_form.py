"""Checks what the user gave for a binding as soon as it is given."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.enterprises import UsccInvalid, normalise_uscc


class ValidateBindForm:
    """A code with a wrong check digit is refused at once, with the reason; the form then asks again."""

    name = "validate_bind_form"

    async def run(self, turn: ActionTurn) -> ActionResult:
        slots = dict(turn.candidates)
        given = slots.get("uscc")
        if not isinstance(given, str):
            return ActionResult(slots=slots)
        try:
            slots["uscc"] = normalise_uscc(given)
        except UsccInvalid as problem:
            slots["uscc"] = None
            reply = ReplyDraft(
                text=f"这个统一社会信用代码不对：{problem.reason}",
                outcome="form",
                quick_replies=[QuickReply(title="取消", text="取消")],
            )
            return ActionResult([reply], slots)
        return ActionResult(slots=slots)
