"""Checks what the user gave for a binding as soon as it is given."""

from __future__ import annotations

from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.enterprises.enterprises import UsccInvalid, normalise_uscc
from understanding.values.typed_numbers import MASKED_PHONE, find_mistyped_uscc, looks_like_phone

CANCEL = QuickReply(title="取消", text="取消")


class ValidateBindForm:
    """A code that cannot be one is refused at once, with what looks wrong; the form then asks again.

    Where the form begins, what an earlier attempt left is dropped: no code goes to a phone that was not given now.
    """

    name = "validate_bind_form"

    async def run(self, turn: ActionTurn) -> ActionResult:
        slots = dict(turn.candidates)
        replies = []
        asked = turn.slot("requested_slot")
        if asked is None:
            slots |= _left_over(turn)
        elif asked not in turn.entities:
            mistyped = find_mistyped_uscc(turn.text) if asked == "uscc" else None
            if mistyped is not None:
                slots["uscc"] = mistyped
            elif asked == "phone" and looks_like_phone(turn.text):
                slots["phone"] = ""
        given = slots.get("uscc")
        if isinstance(given, str):
            try:
                slots["uscc"] = normalise_uscc(given)
            except UsccInvalid as problem:
                slots["uscc"] = None
                replies.append(wait_on(f"这个统一社会信用代码不对：{problem.reason}"))
        phone = slots.get("phone")
        if isinstance(phone, str) and not MASKED_PHONE.fullmatch(phone):
            slots["phone"] = None
            replies.append(refuse_phone())
        return ActionResult(replies, slots)


def _left_over(turn: ActionTurn) -> dict[str, None]:
    """Return the slots of an earlier attempt, to be unset; none where the user goes on, or corrects the phone alone."""
    if turn.intent == "resume_binding" or ("phone" in turn.entities and "uscc" not in turn.entities):
        return {}
    given = {name for name in ("uscc", "phone") if turn.slot(name) is not None and name in turn.entities}
    return {name: None for name in ("consent", "uscc", "phone") if name not in given}


def refuse_phone() -> ReplyDraft:
    """Return what is said to digits that are no mobile number."""
    return wait_on("这个手机号不对：手机号是 11 位数字，请核对后再输入。")


def wait_on(text: str) -> ReplyDraft:
    """Return what an open form says while it waits on; it can be called off."""
    return ReplyDraft(text=text, outcome="form", quick_replies=[CANCEL])
