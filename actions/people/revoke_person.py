"""The legal representative takes somebody's access away: chosen from a numbered list of names and masked phones."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, refuse_people
from actions.people.invite_person import FORGOTTEN
from actions.people.people_named import find_people, only_asks
from actions.people.say_people import describe_revocation, number_people
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People, QuickReply, ReplyDraft
from records.people.people import PeopleResult, list_people
from records.people.revocation import RevokeResult, revoke_person
from records.storage.database import Database
from records.values.clock import Clock
from understanding.values.typed_numbers import MASKED_PHONE

_NAMED = re.compile(r"第\s*(\d{1,3})\s*位\s*(1\d{2}\*{4}\d{4})")
_MOST_OFFERS = 8


class RevokePerson:
    """Shows the list, unless the message names one person of it by number and phone, or by phone alone."""

    name = "action_revoke_person"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._once = Once(database, clock)
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._once.run(turn, self.name, lambda session: self._run(session, turn))

    def _run(self, session: Session, turn: ActionTurn) -> ActionResult:
        named, is_wish = _NAMED.search(turn.text), not only_asks(turn.text)
        if named is not None and is_wish:
            return self._revoke(session, turn, int(named[1]), named[2])
        result = list_people(session, turn.conversation_id, now=self._clock.now())
        if result.enterprise is None or result.people is None:
            return _refuse(result)
        phone = MASKED_PHONE.search(turn.text) if is_wish else None
        numbers = find_people(result.people, turn.text) if phone else None
        if phone is not None and numbers is not None and len(numbers) == 1:
            return self._revoke(session, turn, numbers[0], phone.group())
        return _choose(result.people, "请选择要取消谁的权限，回复序号即可。")

    def _revoke(self, session: Session, turn: ActionTurn, number: int, phone: str) -> ActionResult:
        result = revoke_person(
            session, turn.conversation_id, number=number, masked_phone=phone, now=self._clock.now()
        )
        if result.enterprise is None or result.outcome == "forbidden":
            return _refuse(result)
        if result.person is None and result.people is not None:
            return _choose(
                result.people, "名单已经变了，没有取消任何人。请按现在的名单重新选择，回复序号即可。"
            )
        reply = ReplyDraft(
            text=describe_revocation(result), outcome="people", data=result.people, quick_replies=[INVITE]
        )
        return ActionResult([reply], {**FORGOTTEN, "choices": None})


def names_person(text: str) -> bool:
    """Tell whether a text is one of the offers of the list: 取消第2位 160****0002 的权限."""
    return _NAMED.search(text) is not None


def _choose(people: People, question: str) -> ActionResult:
    offers = [
        QuickReply(
            title=f"{number}. {person.name} {person.masked_phone}",
            text=f"取消第{number}位 {person.masked_phone} 的权限",
        )
        for number, person in enumerate(people.people, start=1)
    ]
    reply = ReplyDraft(
        text="\n".join([question, *number_people(people)]),
        outcome="clarify",
        quick_replies=offers[:_MOST_OFFERS],
    )
    kept = {"choices": [offer.model_dump() for offer in offers], "last": None}
    return ActionResult([reply], {**FORGOTTEN, **kept})


def _refuse(result: PeopleResult | RevokeResult) -> ActionResult:
    if result.enterprise is None:
        return ActionResult(ask_to_bind("check_people").replies, {"pending_lookup": None})
    return ActionResult([refuse_people(result.enterprise)])
