"""把160****0002改成查看人: the legal representative gives somebody another role, by phone, by name or by number."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, REVOKE, refuse_people
from actions.people.invite_person import FORGOTTEN
from actions.people.people_named import find_people, find_role, only_asks
from actions.people.say_people import REPRESENTATIVE_STANDS, describe_change, describe_missing
from actions.seam.once import Once
from actions.seam.shown import show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People, ReplyDraft
from records.people.people import list_people
from records.people.role_change import change_person_role
from records.storage.database import Database
from records.values.clock import Clock


class ChangeRole:
    """Changes the one person that is named; else shows the list, and how to name somebody of it."""

    name = "action_change_role"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._once = Once(database, clock)
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._once.run(turn, self.name, lambda session: self._run(session, turn))

    def _run(self, session: Session, turn: ActionTurn) -> ActionResult:
        listed = list_people(session, turn.conversation_id, now=self._clock.now())
        people = listed.people
        if listed.enterprise is None:
            return ActionResult(ask_to_bind("check_people").replies, {"pending_lookup": None})
        if people is None:
            return ActionResult([refuse_people(listed.enterprise)])
        role = None if only_asks(turn.text) else find_role(turn.text)
        if role == "legal_representative":
            return _said(REPRESENTATIVE_STANDS, people)
        numbers = find_people(people, turn.text) or []
        if role is None or len(numbers) != 1:
            return _said(describe_missing(people, role), people)
        result = change_person_role(
            session,
            turn.conversation_id,
            number=numbers[0],
            masked_phone=people.people[numbers[0] - 1].masked_phone,
            role=role,
            now=self._clock.now(),
        )
        return _said(describe_change(result, role), result.people)


def _said(text: str, people: People | None) -> ActionResult:
    reply = ReplyDraft(text=text, outcome="people", data=people, quick_replies=[INVITE, REVOKE])
    told = show(reply, None)
    return replace(told, slots={**told.slots, **FORGOTTEN})
