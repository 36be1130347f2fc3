"""The words about an enterprise's people, on a real database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from actions.people.check_people import CheckPeople
from actions.people.invite_person import InvitePerson, LeaveInvitation
from actions.people.revoke_person import RevokePerson, names_person
from actions.people.validate_invite_form import ValidateInviteForm
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People
from records.models import Enterprise
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.actions.test_binding import (
    claim,
    clock,
    conversation_id,
    database,
    enterprise,
    hasher,
    identity,
    text_of,
)
from tests.golden_files import Golden
from tests.records.people.people_support import BOSS, COLLEAGUE, VIEWER, add_person, bind_as
from tests.records.support import PHONE

__all__ = ["clock", "conversation_id", "database", "enterprise", "hasher", "identity"]


@pytest.fixture
def boss(database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str) -> str:
    """A conversation of the legal representative's, who stands second on the list."""
    add_person(database, enterprise, BOSS, "legal_representative")
    assert bind_as(database, identity, conversation_id, BOSS)
    return conversation_id


def turn(
    conversation_id: str, text: str = "", candidates: dict | None = None, intent: str = "", **slots: object
) -> ActionTurn:
    return ActionTurn(conversation_id, text, intent, {}, slots, candidates or {})


def run(action, given: ActionTurn) -> ActionResult:
    return asyncio.run(action.run(given))


def invite(
    database: Database, clock: FixedClock, identity: Identity, boss: str, phone: str, role: str
) -> ActionResult:
    claim(database, identity, boss, phone)
    return run(InvitePerson(database, clock, identity), turn(boss, invitee_role=role))


def test_the_list_numbers_names_masked_phones_and_roles(
    database: Database, clock: FixedClock, identity: Identity, boss: str, golden: Golden
) -> None:
    invite(database, clock, identity, boss, COLLEAGUE, "viewer")
    result = run(CheckPeople(database, clock), turn(boss))
    data = result.replies[0].data
    assert isinstance(data, People)
    assert [(each.masked_phone, each.role, each.state, each.is_you) for each in data.people] == [
        ("160****0001", "handler", "active", False),
        ("160****0101", "legal_representative", "active", True),
        ("160****0104", "viewer", "invited", False),
    ]
    golden.check("people", "the list", text_of(result))
    clock.advance(timedelta(days=7))
    assert "邀请已过期" in text_of(run(CheckPeople(database, clock), turn(boss)))


@pytest.mark.parametrize("action", [CheckPeople, RevokePerson])
def test_who_is_not_bound_is_asked_to_and_who_may_not_is_told_why(
    database: Database,
    clock: FixedClock,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    action,
    golden: Golden,
) -> None:
    unbound = run(action(database, clock), turn(conversation_id)).replies[0]
    assert unbound.outcome == "needs_binding"
    add_person(database, enterprise, VIEWER, "viewer")
    assert bind_as(database, identity, conversation_id, VIEWER)
    refused = run(action(database, clock), turn(conversation_id)).replies[0]
    assert ("查看人" in refused.text, refused.data) == (True, None)
    golden.check("people", f"{action.name} refused to a viewer", refused.text)


def test_an_invitation_says_until_when_and_what_to_tell_the_colleague(
    database: Database, clock: FixedClock, identity: Identity, boss: str
) -> None:
    result = invite(database, clock, identity, boss, COLLEAGUE, "viewer")
    for words in ("160****0104", "查看人", "2026年11月27日", "绑定企业", "不给对方发短信"):
        assert words in text_of(result)
    assert COLLEAGUE not in result.replies[0].model_dump_json()
    assert result.slots == {"invitee_phone": None, "invitee_role": None, "phone": None}


@pytest.mark.parametrize(("phone", "words"), [(BOSS, "您自己的手机号"), (PHONE, "已经在名单里")])
def test_an_invitation_that_makes_no_sense_says_why(
    database: Database, clock: FixedClock, identity: Identity, boss: str, phone: str, words: str
) -> None:
    result = invite(database, clock, identity, boss, phone, "handler")
    assert words in text_of(result)
    assert result.replies[0].data is None


def test_a_phone_that_came_too_long_ago_is_asked_for_again(
    database: Database, clock: FixedClock, identity: Identity, boss: str
) -> None:
    claim(database, identity, boss, COLLEAGUE)
    clock.advance(timedelta(minutes=30))
    assert "邀请同事" in text_of(
        run(InvitePerson(database, clock, identity), turn(boss, invitee_role="viewer"))
    )


def test_calling_an_invitation_off_forgets_what_was_given() -> None:
    result = run(LeaveInvitation(), turn("c", invitee_phone="160****0104"))
    assert result.slots["invitee_phone"] is None


@pytest.mark.parametrize(
    ("text", "asked", "role"),
    [
        ("设为经办人", True, "handler"),
        ("设为查看人", True, "viewer"),
        ("1", True, "handler"),
        ("第二个", True, "viewer"),
        ("只能看就行", True, "viewer"),
        ("邀请同事160****0104做经办人", False, "handler"),
        ("经办人和查看人都行", True, None),
        ("经办人能看什么", True, None),
        ("查看人跟经办人有什么区别？", True, None),
        ("经办人需要先把去年的材料准备好再来", True, None),
        ("1", False, None),
        ("随便", True, None),
    ],
)
def test_the_role_is_read_from_the_words(
    database: Database, clock: FixedClock, boss: str, text: str, asked: bool, role: str | None
) -> None:
    slots = {"requested_slot": "invitee_role"} if asked else {}
    result = run(ValidateInviteForm(database, clock), turn(boss, text, **slots))
    assert result.slots.get("invitee_role") == role


def test_nobody_becomes_legal_representative_by_invitation(
    database: Database, clock: FixedClock, boss: str
) -> None:
    result = run(ValidateInviteForm(database, clock), turn(boss, "法定代表人", requested_slot="invitee_role"))
    assert "不能在这里添加" in text_of(result)
    assert result.slots == {"invitee_role": None}


def test_digits_that_are_no_phone_are_refused(database: Database, clock: FixedClock, boss: str) -> None:
    result = run(ValidateInviteForm(database, clock), turn(boss, "", {"invitee_phone": "1600000"}))
    assert "11 位" in text_of(result)
    assert result.slots == {"invitee_phone": None}


@pytest.mark.parametrize("text", ["1600000a104", "12345678", "160 0000 01"])
def test_a_phone_with_a_letter_or_too_few_digits_is_refused(
    database: Database, clock: FixedClock, boss: str, text: str
) -> None:
    result = run(ValidateInviteForm(database, clock), turn(boss, text, requested_slot="invitee_phone"))
    assert "11 位" in text_of(result)


def test_the_form_ends_at_once_for_those_who_may_not_invite(
    database: Database, clock: FixedClock, conversation_id: str
) -> None:
    result = run(ValidateInviteForm(database, clock), turn(conversation_id, "邀请同事"))
    assert (list(result.replies), dict(result.slots)) == ([], {"requested_slot": None})


def test_somebody_is_chosen_from_the_list_and_gone_at_once(
    database: Database, clock: FixedClock, identity: Identity, boss: str, golden: Golden
) -> None:
    asked = run(RevokePerson(database, clock), turn(boss, "取消某人的权限"))
    offers = asked.slots["choices"]
    assert isinstance(offers, list)
    assert offers[0] == {"title": "1. 赵样例 160****0001", "text": "取消第1位 160****0001 的权限"}
    assert names_person(offers[0]["text"])
    removed = run(RevokePerson(database, clock), turn(boss, offers[0]["text"]))
    assert "160****0001" in text_of(removed)
    golden.check("people", "taken off the list", text_of(removed))
    # The same offer taken again names nobody any more.
    again = run(RevokePerson(database, clock), turn(boss, offers[0]["text"]))
    golden.check("people", "taken off the list again", text_of(again))


def test_somebody_may_be_named_by_phone_alone(database: Database, clock: FixedClock, boss: str) -> None:
    assert "已取消赵样例" in text_of(run(RevokePerson(database, clock), turn(boss, "取消160****0001的权限")))
    unknown = run(RevokePerson(database, clock), turn(boss, "取消160****9999的权限"))
    assert unknown.replies[0].outcome == "clarify"


def test_the_last_legal_representative_is_told_what_to_do(
    database: Database, clock: FixedClock, boss: str, golden: Golden
) -> None:
    result = run(RevokePerson(database, clock), turn(boss, "取消第2位 160****0101 的权限"))
    golden.check("people", "the last legal representative", text_of(result))


@pytest.mark.parametrize("asked", ["invitee_phone", "invitee_role"])
@pytest.mark.parametrize("text", ["撤销160****0001的权限", "撤销160****0001", "把160****0001的权限收回"])
def test_a_revocation_while_inviting_is_no_data_of_the_invitation_and_ends_it(
    database: Database, clock: FixedClock, boss: str, asked: str, text: str
) -> None:
    said = turn(boss, text, requested_slot=asked, intent="revoke_person")
    checked = run(ValidateInviteForm(database, clock), said)
    assert (list(checked.replies), dict(checked.slots)) == (
        [],
        {},
    )  # so that Rasa turns to the rule of its intent
    done = run(RevokePerson(database, clock), said)
    assert "已取消赵样例" in text_of(done)
    assert (done.slots["invitee_phone"], done.slots["invitee_role"]) == (None, None)
    assert "赵样例" not in text_of(run(CheckPeople(database, clock), turn(boss)))


@pytest.mark.parametrize(
    "text",
    [
        "怎么取消160****0001的权限",
        "不要取消160****0001的权限",
        "取消160****0001的权限行不行",
        "不要取消第1位 160****0001 的权限",
        "取消赵样例的权限",
        "取消第1位的权限",
    ],
)
def test_nobody_loses_access_by_a_question_a_refusal_or_without_a_phone(
    database: Database, clock: FixedClock, boss: str, text: str
) -> None:
    asked = run(RevokePerson(database, clock), turn(boss, text))
    assert asked.replies[0].outcome == "clarify"
    assert "赵样例" in text_of(run(CheckPeople(database, clock), turn(boss)))
