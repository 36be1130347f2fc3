"""把160****0002改成查看人: the legal representative gives somebody another role, by phone, by name or by number."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, REVOKE, refuse_people
from actions.people.invite_person import FORGOTTEN
from actions.people.people_named import find_people, find_role, only_asks
from actions.people.say_people import describe_person, number_people
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People, ReplyDraft
from records.bindings.rights import ROLE_LABELS
from records.people.invitations import InvitedRole
from records.people.people import list_people
from records.people.role_change import RoleResult, change_person_role
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
            return _said("法定代表人以企业登记为准，不能在这里设。变更的，请先联系科技局更新登记。", people)
        numbers = find_people(people, turn.text) or []
        if role is None or len(numbers) != 1:
            return _said(_which(people, role), people)
        result = change_person_role(
            session,
            turn.conversation_id,
            number=numbers[0],
            masked_phone=people.people[numbers[0] - 1].masked_phone,
            role=role,
            now=self._clock.now(),
        )
        return _said(_describe(result, role), result.people)


def _which(people: People, role: InvitedRole | None) -> str:
    example = next((each for each in people.people if each.role != "legal_representative"), people.people[0])
    what, label = ("", ROLE_LABELS[role]) if role else ("、改成经办人还是查看人", ROLE_LABELS["viewer"])
    hint = f"没有改任何人的身份。请说是谁{what}，比如“把{example.masked_phone}改成{label}”。"
    return "\n".join([hint, *number_people(people)])


def _describe(result: RoleResult, role: InvitedRole) -> str:
    if result.person is None:
        return "名单刚刚变了，没有改任何人的身份。请说“谁能查我们公司”，看现在的名单。"
    person = describe_person(result.person)
    if result.outcome == "representative":
        return f"{person}的身份以企业登记为准，不能在这里改。变更的，请先联系科技局更新登记。"
    if result.outcome == "unchanged":
        return f"{person}已经是{ROLE_LABELS[role]}，没有改动。"
    ended = (
        f"对方正在使用的 {result.ended} 个绑定已立即结束，重新绑定后按新身份查看。" if result.ended else ""
    )
    return f"已把{person}改为{ROLE_LABELS[role]}。{ended}"


def _said(text: str, people: People | None) -> ActionResult:
    offers = [INVITE, REVOKE]
    reply = ReplyDraft(text=text, outcome="people", data=people, quick_replies=offers)
    kept = {"choices": [offer.model_dump() for offer in offers], "last": None}
    return ActionResult([reply], {**FORGOTTEN, **kept})
