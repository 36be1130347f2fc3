"""Checks what the user gave for a binding as soon as it is given."""

from __future__ import annotations

import re

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.enterprises import UsccInvalid, normalise_uscc

# The gateway has masked every number that can be a phone: what comes as digits is none.
_MASKED_PHONE = re.compile(r"1\d{2}\*{4}\d{4}")


class ValidateBindForm:
    """A code with a wrong check digit is refused at once, with the reason; the form then asks again."""

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
        if isinstance(phone, str) and not _MASKED_PHONE.fullmatch(phone):
            slots["phone"] = None
            replies.append(_refusal("这个手机号不对：手机号是 11 位数字，请核对后再输入。"))
        return ActionResult(replies, slots)


def _refusal(text: str) -> ReplyDraft:
    return ReplyDraft(text=text, outcome="form", quick_replies=[QuickReply(title="取消", text="取消")])
