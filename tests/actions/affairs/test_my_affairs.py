"""我有什么要办的: what the enterprise must do, what lapses, what the bureau is late with, as far as one may see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from actions.binding.binding_result import BindingResult
from actions.seam.turn import ActionTurn
from records.bindings import rights
from records.models import CreditKind
from records.sources.sources import ensure_source
from tests.actions.affairs.affairs_desk import TODAY, AffairsDesk, line_of
from tests.actions.desk import NAME, NOW, USCC
from tests.figures import counts, days, sums
from tests.golden_files import Golden
from tests.records.support import OTHER_USCC

SOON, LATER = TODAY + timedelta(days=60), TODAY + timedelta(days=61)
DUE, PAST = TODAY + timedelta(days=5), TODAY - timedelta(days=3)


@pytest.fixture
def unbound(tmp_path: Path) -> Iterator[AffairsDesk]:
    desk = AffairsDesk(tmp_path)
    yield desk
    desk.database.close()


@pytest.fixture
def desk(unbound: AffairsDesk) -> AffairsDesk:
    unbound.bind()
    return unbound


def fill(desk: AffairsDesk) -> None:
    """Give the enterprise something of every kind, and another one the same."""
    desk.add_supplement("XS2026-000011", DUE)
    desk.add_supplement("XS2026-000012", PAST)
    desk.add_late("XS2026-000013")
    desk.add_case("XS2026-000014")
    desk.add_vouchers("YL-1", 1_250_050, SOON)
    desk.add_credit("general_breach", date(2027, 6, 30))
    desk.add_entry(TODAY + timedelta(days=100))
    desk.add_supplement("WH2026-000001", DUE, owner=desk.other)
    desk.add_late("WH2026-000002", owner=desk.other)
    desk.add_vouchers("WH-1", 900, SOON, owner=desk.other)


def test_all_that_is_ones_own_is_told_in_one_look(desk: AffairsDesk, golden: Golden) -> None:
    fill(desk)
    reply = desk.look()
    assert reply.outcome == "affairs"
    assert NAME in reply.text.split("\n")[0]
    assert days(reply.text.split("\n")[0]) == [TODAY]
    heads = [line for line in reply.text.split("\n") if line.endswith("：") and counts(line)]
    assert [counts(head) for head in heads] == [[3], [2], [1]]  # to do, lapsing, late
    for foreign in ("WH2026", "WH-1", "XS2026-000014"):  # others', and one in which nothing is to be done
        assert foreign not in reply.text
    golden.check("affairs", "something of every kind", reply.text)


def test_what_is_overdue_comes_first_and_is_marked(desk: AffairsDesk) -> None:
    for number, due_on in (("11", DUE), ("12", PAST), ("13", TODAY), ("14", PAST - timedelta(days=1))):
        desk.add_supplement(f"XS2026-0000{number}", due_on)
    lines = [line for line in desk.look().text.split("\n") if "XS2026" in line]
    assert [line.split("XS2026-0000")[1][:2] for line in lines] == ["14", "12", "13", "11"]
    assert ["已逾期" in line for line in lines] == [True, True, False, False]
    assert [date(2026, 11, 25) in days(lines[3]), "证明11" in lines[3]] == [True, True]


def test_the_cases_told_can_be_picked_and_are_in_view(desk: AffairsDesk) -> None:
    fill(desk)
    reply = desk.look()
    numbers = [offer.text.split()[-1] for offer in reply.quick_replies]
    assert numbers == ["XS2026-000012", "XS2026-000011", "XS2026-000013"]
    assert desk.slots["choices"] == [offer.model_dump() for offer in reply.quick_replies]
    shown = desk.slots["shown"]
    assert isinstance(shown, dict)
    assert shown["kind"] == "cases"


def test_a_late_decision_names_the_day_whom_and_how_to_urge(desk: AffairsDesk) -> None:
    desk.add_late("XS2026-000013")
    line = line_of(desk.look(), "XS2026-000013）")
    assert days(line) == [date(2026, 10, 8)]
    assert ["合作处" in line, "催办 XS2026-000013" in line] == [True, True]


@pytest.mark.parametrize(
    ("valid_to", "is_told"),
    [(TODAY, True), (SOON, True), (LATER, False), (TODAY - timedelta(days=1), False)],
)
def test_vouchers_that_lapse_within_sixty_days_are_told_with_the_sum_and_the_day(
    desk: AffairsDesk, valid_to: date, is_told: bool
) -> None:
    desk.add_vouchers("YL-1", 1_250_050, valid_to)
    text = desk.look().text
    assert ("YL-1" in text) is is_told
    if is_told:
        line = line_of(desk.look(), "YL-1")
        assert (sums(line), days(line), counts(line)) == ([1_250_050], [valid_to], [(valid_to - TODAY).days])


@pytest.mark.parametrize(
    ("valid_to", "is_told"),
    [
        (TODAY + timedelta(days=180), True),
        (TODAY + timedelta(days=181), False),
        (TODAY - timedelta(days=1), True),  # lapsed, and not renewed
    ],
)
def test_a_certificate_that_lapses_or_has_lapsed_is_told(
    desk: AffairsDesk, valid_to: date, is_told: bool
) -> None:
    desk.add_entry(valid_to)
    desk.add_entry(TODAY, name="武汉星达样例软件有限公司", uscc=OTHER_USCC)
    assert days(desk.look().text)[1:] == ([valid_to] if is_told else [])


def test_a_certificate_that_was_renewed_or_removed_has_not_just_lapsed(desk: AffairsDesk) -> None:
    desk.add_entry(TODAY - timedelta(days=10))
    desk.add_entry(TODAY - timedelta(days=10), "incubator", removed_on=date(2025, 3, 1))
    assert len(days(desk.look().text)) == 2
    desk.add_entry(TODAY + timedelta(days=900), listed_on=date(2026, 11, 1))
    assert days(desk.look().text) == [TODAY]


@pytest.mark.parametrize("kind", ["general_breach", "serious_breach"])
def test_a_breach_is_told_until_the_day_of_that_breach(desk: AffairsDesk, kind: CreditKind) -> None:
    desk.add_credit(kind, date(2027, 6, 30), back=90)
    desk.add_credit("trustworthy", date(2029, 1, 1), back=10)
    assert days(line_of(desk.look(), "科研诚信")) == [date(2027, 6, 30)]
    desk.add_credit(kind, date(2028, 1, 31), back=200)
    assert days(line_of(desk.look(), "科研诚信")) == [date(2028, 1, 31)]
    desk.add_credit(kind, None, back=300)
    assert days(line_of(desk.look(), "科研诚信")) == []  # one of them has no end


def test_a_good_standing_is_nothing_to_do(desk: AffairsDesk) -> None:
    desk.add_credit("trustworthy", date(2027, 1, 1))
    assert "科研诚信" not in desk.look().text


def test_nothing_to_do_is_said_and_a_person_offered(desk: AffairsDesk, golden: Golden) -> None:
    reply = desk.look()
    assert (reply.outcome, counts(reply.text)) == ("affairs", [])
    assert [offer.text for offer in reply.quick_replies] == ["转人工"]
    assert "shown" not in desk.slots
    golden.check("affairs", "nothing", reply.text)


def test_of_many_the_first_six_are_told_with_how_many_more_there_are(desk: AffairsDesk) -> None:
    for day in range(1, 9):
        desk.add_supplement(f"XS2026-00002{day}", TODAY + timedelta(days=day))
    reply = desk.look()
    assert [f"00002{day}" in reply.text for day in range(1, 9)] == [True] * 6 + [False] * 2
    assert counts(reply.text)[0] == 8
    assert counts(reply.text)[-1] == 2
    assert len(reply.quick_replies) == 4


def test_data_of_a_system_that_is_down_are_dated(desk: AffairsDesk) -> None:
    with desk.database.transaction() as session:
        source = ensure_source(session, "券", title="省创新券平台", kind="http", feeds="vouchers")
        source.last_success_at, source.last_attempt_at, source.last_error = (
            NOW - timedelta(days=2),
            NOW,
            "timeout",
        )
    assert days(desk.look().text)[-1] == TODAY - timedelta(days=2)


def test_each_look_up_is_audited_as_that_of_the_enterprise(desk: AffairsDesk) -> None:
    fill(desk)
    desk.look()
    assert desk.audited() == [
        ("lookup.application_status", f"uscc:{USCC} cases", "several"),
        ("lookup.voucher_balance", f"uscc:{USCC} vouchers", "found"),
        ("lookup.credit_standing", f"uscc:{USCC} credit", "found"),
    ]


def test_a_viewer_is_told_that_credit_is_left_out_and_no_look_at_it_is_made(unbound: AffairsDesk) -> None:
    unbound.bind("viewer")
    fill(unbound)
    reply = unbound.look()
    assert [words in reply.text for words in ("失信", "XS2026-000012", "YL-1")] == [False, True, True]
    assert reply.text.splitlines()[-1].count("科研诚信") == 2  # who may not see it, and that it is left out
    assert [action for action, _, _ in unbound.audited()] == [
        "lookup.application_status",
        "lookup.voucher_balance",
    ]


def test_a_role_that_may_not_see_cases_is_told_so_and_the_rest(
    unbound: AffairsDesk, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    monkeypatch.setitem(rights._RIGHTS, "viewer", frozenset({"vouchers"}))
    unbound.bind("viewer")
    fill(unbound)
    reply = unbound.look()
    assert ("XS2026" in reply.text, "YL-1" in reply.text) == (False, True)
    assert unbound.audited()[0][2] == "refused"
    golden.check("affairs", "without cases", reply.text)


def test_who_is_not_bound_is_asked_to_bind_and_told_afterwards(unbound: AffairsDesk) -> None:
    fill(unbound)
    reply = unbound.look()
    assert (reply.outcome, reply.data, "XS2026" in reply.text) == ("needs_binding", None, False)
    assert [offer.text for offer in reply.quick_replies] == ["绑定企业", "转人工"]
    assert unbound.audited() == [("lookup.application_status", "uscc:none cases", "needs_binding")]
    unbound.bind()
    after = BindingResult(unbound.database, unbound.clock, [unbound.action])
    turn = ActionTurn(unbound.conversation_id, "/code_verified", "code_verified", {}, dict(unbound.slots))
    _, told = asyncio.run(after.run(turn)).replies
    assert (told.outcome, "XS2026-000012" in told.text) == ("affairs", True)


def test_the_affairs_of_another_enterprise_are_refused(desk: AffairsDesk) -> None:
    fill(desk)
    reply = desk.look(uscc=OTHER_USCC)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert ["WH2026" in reply.text, "XS2026" in reply.text] == [False, False]
