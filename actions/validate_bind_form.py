"""Checks what the user gave for a binding as soon as it is given."""

from __future__ import annotations

import re

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.enterprises import UsccInvalid, normalise_uscc

# The gateway has masked every number that can be a phone: what comes as digits is none.
MASKED_PHONE = re.compile(r"1\d{2}\*{4}\d{4}")


class ValidateBindForm:
    """A code that cannot be one is refused at once, with what looks wrong; the form then asks again."""

    name = "validate_bind_form"

    async def run(self, turn: ActionTurn) -> ActionResult:
        slots = dict(turn.candidates)
        replies = []
        given = slots.get("uscc")
        if isinstance(given, str):
            try:
                slots["uscc"] = normalise_uscc(given)
            except UsccInvalid as problem:
                slots["uscc"] = None
                replies.append(_refusal(f"这个统一社会信用代码不对：{problem.reason}"))
        phone = slots.get("phone")
        if isinstance(phone, str) and not MASKED_PHONE.fullmatch(phone):
            slots["phone"] = None
            replies.append(refuse_phone())
        return ActionResult(replies, slots)


def refuse_phone() -> ReplyDraft:
    """Return what is said to digits that are no mobile number."""
    return _refusal("这个手机号不对：手机号是 11 位数字，请核对后再输入。")


def _refusal(text: str) -> ReplyDraft:
    return ReplyDraft(text=text, outcome="form", quick_replies=[QuickReply(title="取消", text="取消")])
