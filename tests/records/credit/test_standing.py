"""The standing at a date, cell by cell."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert

from contracts.lookup import CreditStanding
from records.credit.standing import standing_view
from records.models import CreditEvent, CreditKind, DataSource, Enterprise
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.records.credit.support import TODAY, add, real_rules
from tests.records.support import NOW

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = date(2026, 1, 1)


def view_of(database: Database, enterprise: Enterprise, as_of: date = TODAY) -> CreditStanding:
    with database.transaction(read_only=True) as session:
        return standing_view(session, enterprise.id, as_of=as_of, rules=real_rules())


def test_without_events_there_is_no_record(database: Database, enterprise: Enterprise) -> None:
    view = view_of(database, enterprise)
    assert (view.standing, view.standing_label, view.events, view.repair) == ("none", "无记录", [], None)
    assert (view.measures, view.repair_path, view.freshness) == ([], None, None)


@pytest.mark.parametrize(
    ("kind", "standing", "label"),
    [
        ("trustworthy", "red", "守信"),
        ("general_breach", "yellow", "一般失信"),
        ("serious_breach", "black", "严重失信"),
    ],
)
@pytest.mark.parametrize(
    ("recorded_on", "valid_to", "is_in_force"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (LONG_AGO, None, True),
        (LONG_AGO, TODAY, True),
        (LONG_AGO, TOMORROW, True),
        (LONG_AGO, YESTERDAY, False),
        (TOMORROW, None, False),
    ],
    ids=[
        "today",
        "only today",
        "for good",
        "ends today",
        "ends tomorrow",
        "ended yesterday",
        "recorded later",
    ],
)
def test_an_event_counts_from_its_day_to_the_last_of_its_validity(
    database: Database,
    enterprise: Enterprise,
    kind: CreditKind,
    standing: str,
    label: str,
    recorded_on: date,
    valid_to: date | None,
    is_in_force: bool,
) -> None:
    add(database, enterprise, kind, recorded_on, valid_to)
    view = view_of(database, enterprise)
    assert (view.standing, view.standing_label) == ((standing, label) if is_in_force else ("none", "无记录"))
    assert len(view.events) == int(is_in_force)


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        (("trustworthy", "general_breach"), "yellow"),
        (("general_breach", "trustworthy"), "yellow"),
        (("trustworthy", "serious_breach"), "black"),
        (("serious_breach", "general_breach"), "black"),
        (("trustworthy", "general_breach", "serious_breach"), "black"),
    ],
)
def test_the_gravest_event_in_force_decides_whatever_came_last(
    database: Database,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    kinds: tuple[CreditKind, ...],
    standing: str,
) -> None:
    for number, kind in enumerate(kinds):
        add(database, enterprise, kind, LONG_AGO + timedelta(days=number))
    assert view_of(database, enterprise).standing == standing
    assert view_of(database, other_enterprise).standing == "none"


@pytest.mark.parametrize(
    ("repaired_on", "standing"), [(YESTERDAY, "none"), (TODAY, "none"), (TOMORROW, "yellow")]
)
def test_a_repair_ends_its_breach_from_its_day_on(
    database: Database, enterprise: Enterprise, repaired_on: date, standing: str
) -> None:
    breach = add(database, enterprise, "general_breach", LONG_AGO)
    add(database, enterprise, "repair", repaired_on, repairs_id=breach)
    assert view_of(database, enterprise).standing == standing


def test_a_repair_of_one_breach_leaves_the_other(database: Database, enterprise: Enterprise) -> None:
    breach = add(database, enterprise, "serious_breach", LONG_AGO)
    add(database, enterprise, "general_breach", LONG_AGO + timedelta(days=1))
    add(database, enterprise, "repair", TODAY, repairs_id=breach)
    assert view_of(database, enterprise, YESTERDAY).standing == "black"
    view = view_of(database, enterprise)
    assert view.standing == "yellow"
    assert [event.kind_label for event in view.events] == ["一般失信"]
    assert view.repair is not None
    assert "以认定文件为准" in view.repair


def test_repairs_that_another_system_reported_oddly_still_end_the_breach(
    database: Database, enterprise: Enterprise
) -> None:
    """Twice, and with a validity: the first day counts, and it is for good."""
    breach = add(database, enterprise, "serious_breach", LONG_AGO)
    first, second = LONG_AGO + timedelta(days=10), LONG_AGO + timedelta(days=20)
    shared = {"enterprise_id": enterprise.id, "kind": "repair", "basis": "样例", "repairs_id": breach}
    with database.transaction() as session:
        for day in (second, first):
            row = shared | {"recorded_on": day, "valid_to": day, "created_at": NOW}
            session.execute(insert(CreditEvent).values(row))
    assert view_of(database, enterprise, first - timedelta(days=1)).standing == "black"
    assert view_of(database, enterprise, first).standing == "none"
    assert view_of(database, enterprise, TODAY).standing == "none"


def test_events_are_shown_newest_first_with_who_recognised_them(
    database: Database, enterprise: Enterprise
) -> None:
    add(database, enterprise, "trustworthy", LONG_AGO, authority="样例科技局")
    add(database, enterprise, "general_breach", TODAY, authority="样例财政局")
    view = view_of(database, enterprise)
    assert [event.authority for event in view.events] == ["样例财政局", "样例科技局"]


def test_what_follows_is_that_of_the_standing_and_the_region(
    database: Database, enterprise: Enterprise
) -> None:
    add(database, enterprise, "serious_breach", LONG_AGO)
    view = view_of(database, enterprise)
    sources = " ".join(measure.source for measure in view.measures)
    assert "《中华人民共和国科学技术进步法》第一百零七条" in sources
    assert "《浙江省公共信用信息管理条例》第二十六条" in sources
    assert "河南" not in sources
    assert "武科函" not in sources


@pytest.mark.parametrize(
    ("kind", "earliest"), [("general_breach", date(2026, 4, 30)), ("serious_breach", date(2027, 1, 31))]
)
def test_a_repair_is_possible_so_long_after_the_last_breach_as_the_document_says(
    database: Database, enterprise: Enterprise, kind: CreditKind, earliest: date
) -> None:
    """信用修复管理办法: 3 months for a general breach, a year for a serious one."""
    add(database, enterprise, kind, date(2025, 12, 1))
    add(database, enterprise, kind, date(2026, 1, 31))
    path = view_of(database, enterprise).repair_path
    assert path is not None
    assert path.earliest_on == earliest
    assert "《信用修复管理办法》（国家发展和改革委员会令第36号）" in path.source


def test_what_cannot_be_repaired_is_said(database: Database, enterprise: Enterprise) -> None:
    add(database, enterprise, "serious_breach", LONG_AGO)
    path = view_of(database, enterprise).repair_path
    assert path is not None
    barred = [line for line in path.conditions if line.startswith("例外：被列入严重失信名单")]
    assert barred == [
        "例外：被列入严重失信名单的，不适用省条例的信用修复（《浙江省公共信用信息管理条例》第三十二条）"
    ]


def test_events_of_another_system_say_of_when_they_are(database: Database, enterprise: Enterprise) -> None:
    reported = datetime(2026, 11, 20, 6, 0, tzinfo=SHANGHAI)
    with database.transaction() as session:
        session.add(
            DataSource(
                name="credit", title="信用系统", kind="http", last_success_at=reported, last_attempt_at=NOW
            )
        )
    add(database, enterprise, "trustworthy", LONG_AGO, source="credit")
    freshness = view_of(database, enterprise).freshness
    assert freshness is not None
    assert (freshness.source, freshness.as_of, freshness.is_stale) == ("信用系统", reported, False)
