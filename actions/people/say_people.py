"""The people of an enterprise in words."""

from __future__ import annotations

from contracts import People, PersonView

_STATES = {"active": "", "invited": "，待接受邀请", "invitation_expired": "，邀请已过期"}


def describe_people(people: People) -> str:
    """Return the numbered list of everybody who acts for an enterprise."""
    lines = [f"{people.enterprise_name}目前有 {len(people.people)} 人在名单里：", *number_people(people)]
    return "\n".join(lines)


def number_people(people: People) -> list[str]:
    """Return a line for each person, with the number by which to name it."""
    return [f"{number}. {describe_person(person)}" for number, person in enumerate(people.people, start=1)]


def describe_person(person: PersonView) -> str:
    """Return name, masked phone, role, and whether an invitation is still to be accepted."""
    you = "，您本人" if person.is_you else ""
    return f"{person.name} {person.masked_phone}（{person.role_label}{_STATES[person.state]}{you}）"
