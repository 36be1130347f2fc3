"""把160****0002改成查看人: the legal representative gives somebody another role, by phone or by name."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, REVOKE, refuse_people
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
from understanding.values.numerals import read_whole

_ROLES: dict[InvitedRole, str] = {"handler": "经办|代办", "viewer": "查看|只看|只能看|仅看|只读"}
_REPRESENTATIVE = "法定代表人|法人"
_BECOMES = re.compile(
    r"(?:改|换|调整?|变更?|转|升|降)(?:成|为|做|到|回)(?:了|个)?"
    rf"(?P<role>{'|'.join(_ROLES.values())}|{_REPRESENTATIVE})(?:人员?|员|的)?(?:就行|就好|吧|了|身份|权限|角色|[\s。.！!,，])*$"
)
_SELF = re.compile(r"(?:把|将)(?:我|本人)(?:自己|本人)?(?:的?(?:身份|角色|权限))?(?=改|换|调|变|转|降)")
_NUMBER = re.compile(
    r"第\s*(?P<n>\d{1,2}|[一二三四五六七八九十])\s*(?:位|个|名|号|人)|(?<!\d)(?P<m>\d{1,2})\s*号(?!\d)"
)
# A name at the beginning without 把; words that point at nobody, or at the one who is just being invited, are none.
_NAME_FIRST = (
    r"^(?!还是|那|就|先|再|现在|以后|身份|角色|权限|我|你|您|他|她|它|咱|俺|这|请|帮|麻烦|同事|对方|新人|要|想|都|全"
    r"|不|能|可以|企业|公司|申请|法)[\u4e00-\u9fff]{2,4}\s*(?=(?:改|换|调整?|变更?|转|升|降)(?:成|为|做|到|回))"
)
_WHOM = re.compile(
    r"1\d{2}\*{2,}(?:\d{4})?|尾号\s*\d{4}|^(?:请|麻烦|帮我|帮忙|[\s,，])*(?:把|将)(?!我)"
    rf"|^(?:请|麻烦|帮我|帮忙)*{_SELF.pattern}|^{_NUMBER.pattern}|{_NAME_FIRST}"
)
_PHONE = re.compile(r"(?:(?P<head>1\d{2})\*{2,}|尾号\s*)(?P<tail>\d{4})?")
_NO_CHANGE = re.compile(r"[?？吗呢]|不(?:要|用|想)|怎么|如何|什么|能不能|可不可以")
_LONGEST = 40  # characters


class ChangeRole:
    """Changes the one person that is named; else shows the list, and how to name somebody of it."""

    name = "change_role"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._once = Once(database, clock)
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._once.run(turn, self.name, lambda session: self._run(session, turn))

    def _run(self, session: Session, turn: ActionTurn) -> ActionResult:
        role = _read_role(turn.text)
        listed = list_people(session, turn.conversation_id, now=self._clock.now())
        if listed.enterprise is None:
            return ActionResult(ask_to_bind("check_people").replies, {"pending_lookup": None})
        if listed.people is None:
            return ActionResult([refuse_people(listed.enterprise)])
        if role is None:
            return _said(
                "法定代表人以企业登记为准，不能在这里设。变更的，请先联系科技局更新登记。", listed.people
            )
        numbers = _numbers_of(listed.people, turn.text)
        if len(numbers) != 1:
            return _said(_which(listed.people, role), listed.people)
        number = numbers[0]
        phone = listed.people.people[number - 1].masked_phone
        result = change_person_role(
            session,
            turn.conversation_id,
            number=number,
            masked_phone=phone,
            role=role,
            now=self._clock.now(),
        )
        return _said(_describe(result, role), result.people)


def asks_to_change_role(text: str) -> bool:
    """Tell whether a message gives somebody another role, whatever is asked at the moment."""
    return (
        len(text) <= _LONGEST
        and _BECOMES.search(text) is not None
        and _WHOM.search(text) is not None
        and _NO_CHANGE.search(text) is None
    )


def _read_role(text: str) -> InvitedRole | None:
    """Return the role that somebody is to have; None for that of the legal representative."""
    named = _BECOMES.search(text)
    return next(
        (role for role, words in _ROLES.items() if named and re.fullmatch(words, named["role"])), None
    )


def _numbers_of(people: People, text: str) -> list[int]:
    """Return the numbers of those meant by phone, name or number; by phone and name where one is several people's."""
    phone, place = _PHONE.search(text), _NUMBER.search(text)
    if _SELF.search(text):
        return [number for number, person in enumerate(people.people, start=1) if person.is_you]
    if phone is None and place is not None:
        number = read_whole(place["n"] or place["m"])
        return [number] if number is not None and 0 < number <= len(people.people) else []
    by_name = [number for number, person in enumerate(people.people, start=1) if person.name in text]
    if phone is None:
        return by_name
    head, tail = phone["head"] or "", phone["tail"] or ""
    by_phone = [
        number
        for number, person in enumerate(people.people, start=1)
        if person.masked_phone.startswith(head) and person.masked_phone.endswith(tail)
    ]
    return by_phone if len(by_phone) < 2 else [number for number in by_phone if number in by_name] or by_phone


def _which(people: People, role: InvitedRole) -> str:
    example = next((each for each in people.people if each.role != "legal_representative"), people.people[0])
    hint = f"没有改任何人的身份。请说是谁，比如“把{example.masked_phone}改成{ROLE_LABELS[role]}”。"
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
    return ActionResult([reply], {"choices": [offer.model_dump() for offer in offers], "last": None})
