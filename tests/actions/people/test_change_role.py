"""A role changed in the legal representative's own words, on a real database."""

from __future__ import annotations

import pytest

from actions.people.change_role import ChangeRole
from actions.people.check_people import CheckPeople
from actions.people.people_named import find_role
from actions.people.validate_invite_form import ValidateInviteForm
from records.models import Enterprise
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.actions.test_binding import text_of
from tests.actions.test_people import (
    boss,
    clock,
    conversation_id,
    database,
    enterprise,
    hasher,
    identity,
    invite,
    run,
    turn,
)
from tests.golden_files import Golden
from tests.records.people.people_support import VIEWER, add_person, bind_as
from tests.records.support import PHONE

__all__ = ["boss", "clock", "conversation_id", "database", "enterprise", "hasher", "identity"]


@pytest.mark.parametrize(
    "text",
    [
        "把160****0001改成查看人",
        "把 160****0001 的改成查看人",
        "160****0001改为只能看",
        "请把尾号0001的降为查看人。",
        "将赵样例的身份改成查看人吧",
        "把我们公司的赵样例160****0001换成查看人员",
        "赵样例 改成查看人",
        "赵样例改为只读",
    ],
)
def test_somebody_is_named_by_phone_or_by_name(
    database: Database, clock: FixedClock, boss: str, text: str, golden: Golden
) -> None:
    said = text_of(run(ChangeRole(database, clock), turn(boss, text)))
    golden.check("people", "made a viewer", said)
    assert "赵样例 160****0001（查看人）" in text_of(run(CheckPeople(database, clock), turn(boss)))


@pytest.mark.parametrize(
    "text",
    [
        "怎么把同事改成查看人",
        "怎么改",
        "把160****0001改成查看人可以吗？",
        "把赵样例改成查看人行不行",
        "不要把160****0001改成查看人",
        "先别把赵样例改成查看人",
        "还是改成查看人",
        "同事改成查看人",
        "他改成查看人",
        "身份改成查看人",
        "法定代表人改成李某要什么材料",
        "改成查看人",
        "设为查看人",
        "把赵样例的身份改一下",
        "把样例有限公司的经营范围改成软件开发",
    ],
)
def test_questions_refusals_and_what_names_no_person_or_no_role_change_nobody(
    database: Database, clock: FixedClock, boss: str, text: str
) -> None:
    before = text_of(run(CheckPeople(database, clock), turn(boss)))
    assert "没有改任何人的身份" in text_of(run(ChangeRole(database, clock), turn(boss, text)))
    assert text_of(run(CheckPeople(database, clock), turn(boss))) == before


def test_who_asks_how_is_told_by_an_example(
    database: Database, clock: FixedClock, boss: str, golden: Golden
) -> None:
    golden.check("people", "怎么改身份", text_of(run(ChangeRole(database, clock), turn(boss, "怎么改身份"))))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("从经办人改成查看人", "viewer"),
        ("经办人赵样例改成查看人，以前是经办人", "viewer"),
        ("让他只能看", "viewer"),
        ("由查看升为经办", "handler"),
        ("改成法人", "legal_representative"),
        ("把法人改成查看人", "viewer"),
        ("经办和查看都行", None),
        ("老板说的", None),
    ],
)
def test_of_two_roles_the_one_that_is_to_be_counts(text: str, role: str | None) -> None:
    assert find_role(text) == role


def test_who_is_not_clear_is_asked_for_and_nobody_is_changed(
    database: Database, clock: FixedClock, boss: str, golden: Golden
) -> None:
    before = text_of(run(CheckPeople(database, clock), turn(boss)))
    for text in ("把160****9999改成查看人", "把160****的改成查看人", "把孙某改成查看人"):
        result = run(ChangeRole(database, clock), turn(boss, text))
        golden.check("people", text, text_of(result))
        assert "把160****0001改成查看人" in text_of(result)  # an example that works
    assert text_of(run(CheckPeople(database, clock), turn(boss))) == before


def test_the_beginning_of_a_phone_is_enough_where_it_is_one_persons(
    database: Database, clock: FixedClock, enterprise: Enterprise, boss: str, golden: Golden
) -> None:
    add_person(database, enterprise, "13900000005", "viewer")
    said = text_of(run(ChangeRole(database, clock), turn(boss, "把139****的改成经办人")))
    assert "139****0005" in said
    golden.check("people", "made a handler", said)


def test_of_two_with_the_same_masked_phone_the_name_tells(
    database: Database, clock: FixedClock, enterprise: Enterprise, boss: str, golden: Golden
) -> None:
    add_person(database, enterprise, "16099990001", "handler")  # 钱样例
    unclear = run(ChangeRole(database, clock), turn(boss, "把160****0001改成查看人"))
    golden.check("people", "two with this phone", text_of(unclear))
    said = text_of(run(ChangeRole(database, clock), turn(boss, "把钱样例160****0001改成查看人")))
    assert "钱样例" in said
    golden.check("people", "made a viewer, one of two with this phone", said)


def test_what_cannot_be_changed_here_says_why(database: Database, clock: FixedClock, boss: str) -> None:
    for text, words in (
        ("把160****0001改成法定代表人", "以企业登记为准"),
        ("把160****0101改成查看人", "以企业登记为准"),
        ("把160****0001改成经办人", "已经是经办人，没有改动"),
    ):
        assert words in text_of(run(ChangeRole(database, clock), turn(boss, text))), text


def test_who_is_not_bound_is_asked_to_and_who_may_not_learns_nothing(
    database: Database,
    clock: FixedClock,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    golden: Golden,
) -> None:
    text = "把160****0001改成查看人"
    unbound = run(ChangeRole(database, clock), turn(conversation_id, text)).replies[0]
    assert unbound.outcome == "needs_binding"
    add_person(database, enterprise, VIEWER, "viewer")
    assert bind_as(database, identity, conversation_id, VIEWER)
    refused = run(ChangeRole(database, clock), turn(conversation_id, text)).replies[0]
    assert ("查看人" in refused.text, refused.data) == (True, None)
    golden.check("people", "a change of roles refused to a viewer", refused.text)
    assert "赵样例" not in refused.text


@pytest.mark.parametrize("asked", ["invitee_phone", "invitee_role"])
@pytest.mark.parametrize("text", ["把160****0001改成查看人", "赵样例改成查看人", "尾号0001的改成查看人"])
def test_a_change_of_role_while_inviting_is_no_data_of_the_invitation_and_ends_it(
    database: Database, clock: FixedClock, boss: str, asked: str, text: str
) -> None:
    said = turn(boss, text, requested_slot=asked, intent="change_role")
    checked = run(ValidateInviteForm(database, clock), said)
    assert (list(checked.replies), dict(checked.slots)) == (
        [],
        {},
    )  # so that Rasa turns to the rule of its intent
    done = run(ChangeRole(database, clock), said)
    assert "改为查看人" in text_of(done)
    assert (done.slots["invitee_phone"], done.slots["invitee_role"]) == (None, None)


def test_a_role_without_a_person_answers_the_question_for_it(
    database: Database, clock: FixedClock, boss: str
) -> None:
    said = turn(boss, "还是改成查看人", requested_slot="invitee_role", intent="change_role")
    assert run(ValidateInviteForm(database, clock), said).slots == {"invitee_role": "viewer"}


def test_who_is_invited_again_is_told_how_to_change_the_role(
    database: Database, clock: FixedClock, identity: Identity, boss: str
) -> None:
    said = text_of(invite(database, clock, identity, boss, PHONE, "viewer"))
    assert "把160****0001改成经办人" in said
    assert "改为查看人" in text_of(run(ChangeRole(database, clock), turn(boss, "把160****0001改成查看人")))


def test_a_name_and_a_phone_of_two_people_change_nobody(
    database: Database, clock: FixedClock, enterprise: Enterprise, boss: str
) -> None:
    add_person(database, enterprise, "13900000005", "viewer")
    said = text_of(run(ChangeRole(database, clock), turn(boss, "把139****0005赵样例改成查看人")))
    assert "没有改任何人的身份" in said


def test_somebody_is_named_by_the_number_of_the_list(
    database: Database, clock: FixedClock, enterprise: Enterprise, boss: str, golden: Golden
) -> None:
    listed = text_of(run(CheckPeople(database, clock), turn(boss)))
    line = next(line for line in listed.splitlines() if "赵样例" in line)
    number = line.partition(".")[0]
    for text, role in ((f"把第{number}位改成查看人", "查看人"), (f"{number}号改成经办人", "经办人")):
        said = text_of(run(ChangeRole(database, clock), turn(boss, text)))
        assert f"改为{role}" in said
        assert "赵样例" in said
    nobody = run(ChangeRole(database, clock), turn(boss, "把第9位改成经办人"))
    golden.check("people", "把第9位改成经办人", text_of(nobody))


@pytest.mark.parametrize("text", ["把我自己改成查看人", "把我改成经办人", "将本人的身份改为查看人"])
def test_the_representatives_own_role_is_said_to_stand_in_the_register(
    database: Database, clock: FixedClock, boss: str, text: str, golden: Golden
) -> None:
    said = text_of(run(ChangeRole(database, clock), turn(boss, text)))
    golden.check("people", text, said)


def test_an_invitation_as_legal_representative_is_said_at_once_to_be_impossible(
    database: Database, clock: FixedClock, boss: str
) -> None:
    form = ValidateInviteForm(database, clock)
    text = "邀请138****8000当法定代表人"
    said = run(form, turn(boss, text, {"invitee_phone": "138****8000"}, requested_slot=None))
    assert "不能在这里添加" in text_of(said)
    other = run(form, turn(boss, "邀请138****8000", {"invitee_phone": "138****8000"}, requested_slot=None))
    assert not other.replies
