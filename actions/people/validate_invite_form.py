"""Checks phone and role of somebody who is to be invited, and ends the form at once for those who may not invite."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.validate_bind_form import refuse_phone, wait_on
from actions.people.people_named import find_people, find_role, only_asks
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People
from contracts.lookup import ContactRole
from records.people.people import find_representative, people_view
from records.storage.database import Database
from records.values.clock import Clock
from understanding.values.typed_numbers import MASKED_PHONE, looks_like_phone

_PICKS: dict[str, ContactRole] = {"1": "handler", "2": "viewer", "第一个": "handler", "第二个": "viewer"}
_LONGEST_ROLE = 14  # characters of a message that names a role


class ValidateInviteForm:
    """The role is read from the words; a question in between is none, and a change of people takes none of them."""

    name = "validate_invite_form"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        people = await self._database.run_in_transaction(
            lambda session: self._list(session, turn), read_only=True
        )
        if people is None:
            return ActionResult((), {"requested_slot": None})
        if _changes_others(turn, people):
            return ActionResult()  # the form gives way: nothing of this is whom it waits for
        slots = dict(turn.candidates)
        replies = []
        asked = turn.slot("requested_slot")
        if asked == "invitee_phone" and "phone" not in turn.entities and looks_like_phone(turn.text):
            slots["invitee_phone"] = ""
        phone = slots.get("invitee_phone")
        if isinstance(phone, str) and not MASKED_PHONE.fullmatch(phone):
            slots["invitee_phone"] = None
            replies.append(refuse_phone())
        role = (
            _role_of(turn.text, is_asked=asked == "invitee_role")
            if turn.slot("invitee_role") is None
            else None
        )
        if role == "legal_representative":
            slots["invitee_role"] = None
            replies.append(wait_on("法定代表人以企业登记为准，不能在这里添加。同事可以是经办人或查看人。"))
        elif role is not None:
            slots["invitee_role"] = role
        return ActionResult(replies, slots)

    def _list(self, session: Session, turn: ActionTurn) -> People | None:
        """Return the enterprise's people; None for those who may not change them."""
        now = self._clock.now()
        refusal, bound = find_representative(session, turn.conversation_id, now=now)
        return None if refusal is not None or bound is None else people_view(session, bound, now=now)


def _changes_others(turn: ActionTurn, people: People) -> bool:
    """Tell whether a message takes access away, or gives somebody who is named another role."""
    if turn.intent == "revoke_person":
        return True
    return turn.intent == "change_role" and find_people(people, turn.text) is not None


def _role_of(text: str, *, is_asked: bool) -> ContactRole | None:
    if only_asks(text):
        return None
    plain = text.strip().strip("。.！!,，")
    if is_asked and plain in _PICKS:
        return _PICKS[plain]
    without_phone = MASKED_PHONE.sub("", text)
    if is_asked and len(without_phone) > _LONGEST_ROLE:
        return None
    return find_role(without_phone, is_asked=is_asked)
