"""Checks phone and role of somebody who is to be invited, and ends the form at once for those who may not invite."""

from __future__ import annotations

import re

from actions.binding.validate_bind_form import MASKED_PHONE, refuse_phone
from actions.people.people_changes import asks_to_change_people
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.bindings.binding import find_binding
from records.bindings.rights import may
from records.storage.database import Database
from records.values.clock import Clock
from understanding.values.typed_numbers import looks_like_phone

_ROLES = {
    "handler": re.compile("经办|代办|办事"),
    "viewer": re.compile("查看|只看|只读|只能看|仅看"),
}
_PICKS = {"1": "handler", "2": "viewer", "第一个": "handler", "第二个": "viewer"}
_REPRESENTATIVE = re.compile("法定代表人|法人|老板")
_AS_REPRESENTATIVE = re.compile("(?:当|做|为|成|任|担任)(?:公司|企业|我们公司)?的?(?:法定代表人|法人)")
_QUESTION = re.compile("[?？吗呢]|什么|怎么|区别|哪")
_LONGEST_ROLE = 14  # characters of a message that names a role


class ValidateInviteForm:
    """The role is read from the words; a question in between is none, and another change of people ends the form."""

    name = "validate_invite_form"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        if bound is None or not may(bound.role, "people"):
            return ActionResult((), {"requested_slot": None})
        if asks_to_change_people(turn.text):
            return ActionResult((), {"requested_slot": None, "invitee_phone": None, "invitee_role": None})
        slots = dict(turn.candidates)
        replies = []
        asks_phone = turn.slot("requested_slot") == "invitee_phone"
        if asks_phone and "phone" not in turn.entities and looks_like_phone(turn.text):
            slots["invitee_phone"] = ""
        phone = slots.get("invitee_phone")
        if isinstance(phone, str) and not MASKED_PHONE.fullmatch(phone):
            slots["invitee_phone"] = None
            replies.append(refuse_phone())
        is_asked = turn.slots.get("requested_slot") == "invitee_role"
        role = _role_of(turn.text, is_asked=is_asked) if turn.slot("invitee_role") is None else None
        if role is not None:
            slots["invitee_role"] = role
        elif _names_representative(turn.text, is_asked=is_asked):
            slots["invitee_role"] = None
            replies.append(_refuse_representative())
        return ActionResult(replies, slots)


def _role_of(text: str, *, is_asked: bool) -> str | None:
    if _QUESTION.search(text):
        return None
    plain = text.strip().strip("。.！!,，")
    if is_asked and plain in _PICKS:
        return _PICKS[plain]
    without_phone = re.sub(r"1\d{2}\*{4}\d{4}", "", text)
    if is_asked and len(without_phone) > _LONGEST_ROLE:
        return None
    named = [role for role, words in _ROLES.items() if words.search(without_phone)]
    return named[0] if len(named) == 1 else None


def _names_representative(text: str, *, is_asked: bool) -> bool:
    """Tell whether the role of the legal representative is wished for: 邀请同事当法定代表人, or the answer 法人."""
    if not _QUESTION.search(text) and _AS_REPRESENTATIVE.search(text):
        return True
    return is_asked and len(text) <= _LONGEST_ROLE and _REPRESENTATIVE.search(text) is not None


def _refuse_representative() -> ReplyDraft:
    return ReplyDraft(
        text="法定代表人以企业登记为准，不能在这里添加。同事可以是经办人或查看人。",
        outcome="form",
        quick_replies=[QuickReply(title="取消", text="取消")],
    )
