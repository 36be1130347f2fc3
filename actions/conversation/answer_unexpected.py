"""What no rule foresees is answered like a question, and the dialogue stays where it was."""

from __future__ import annotations

from dataclasses import replace

from actions.binding.validate_bind_form import wait_on
from actions.seam.turn import Action, ActionResult, ActionTurn

# What an open form is waiting for, by the slot it has asked for.
_AWAITED = {
    "consent": "绑定企业还在等您的意见：同意告知内容的，请回复“同意”；不绑定了，请说“取消”。",
    "uscc": "绑定企业还在等统一社会信用代码（18 位）；不绑定了，请说“取消”。",
    "phone": "绑定企业还在等登记的联系人手机号（11 位）；不绑定了，请说“取消”。",
    "invitee_phone": "邀请同事还在等对方的手机号（11 位）；不邀请了，请说“取消”。",
    "invitee_role": "邀请同事还在等对方的身份，请回复“经办人”或“查看人”；不邀请了，请说“取消”。",
}


class AnswerUnexpected:
    """Rasa's default fallback. The message is taken back from the dialogue, so that no rule stumbles over it.

    An open form says again what it waits for.
    """

    name = "action_default_fallback"

    def __init__(self, answer: Action) -> None:
        """`answer`: what runs for a question, picks of an offer included."""
        self._answer = answer

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._answer.run(turn)
        awaited = _AWAITED.get(turn.slot("requested_slot") or "")
        replies = [*result.replies, *([wait_on(awaited)] if awaited else [])]
        return replace(result, replies=replies, revert=True)
