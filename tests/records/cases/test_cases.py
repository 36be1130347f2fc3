from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from contracts.lookup import Stage
from records.calendar.working_days import WorkingDays
from records.cases.repository import (
    CaseFilter,
    find_case,
    find_case_of,
    list_cases,
    open_case,
    record_stage,
)
from records.cases.stages import NEXT_STEPS, STAGE_LABELS
from records.cases.view import case_status_view
from records.models import STAGES, Case, Enterprise, ServiceItem
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.figures import days
from tests.golden_files import Golden
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

NUMBER = "XS2026-000123"


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def case_number(database: Database, enterprise: Enterprise, service_item: ServiceItem) -> str:
    """A case received on 1 September 2026."""
    with database.transaction() as session:
        open_case(
            session,
            number=NUMBER,
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="外国人来华工作许可（样例）",
            section="合作处",
            now=at(9, 1),
        )
    return NUMBER


def move(
    database: Database, stage: Stage, moment: datetime, note: str | None = None, due_on: date | None = None
) -> None:
    with database.transaction() as session:
        case = find_case(session, NUMBER)
        assert case is not None
        record_stage(session, case, stage, at=moment, note=note, due_on=due_on)


def view(database: Database, calendar: WorkingDays, now: datetime = NOW):
    with database.transaction(read_only=True) as session:
        case = find_case(session, NUMBER)
        assert case is not None
        return case_status_view(case, calendar=calendar, now=now)


@pytest.mark.parametrize(
    "typed", ["", "你好", "XS2026-00012", "'; DROP TABLE cases; --", "\x00\x01", "9" * 500]
)
def test_what_is_no_case_number_finds_nothing(
    database: Database, enterprise: Enterprise, case_number: str, typed: str
) -> None:
    with database.transaction(read_only=True) as session:
        assert find_case(session, typed) is None
        assert find_case_of(session, enterprise.id, typed) is None


def test_a_case_is_found_for_its_enterprise_only(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise, case_number: str
) -> None:
    with database.transaction(read_only=True) as session:
        assert find_case_of(session, enterprise.id, case_number) is not None
        assert find_case_of(session, other_enterprise.id, case_number) is None


def test_the_history_grows_and_the_stage_follows_it(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    move(database, "accepted", at(9, 3), note="材料齐全")
    move(database, "review", at(9, 8))
    found = view(database, calendar)
    assert (found.stage, found.stage_label, found.since) == ("review", "审核中", at(9, 8))
    assert [(step.stage, step.at, step.note) for step in found.history] == [
        ("received", at(9, 1), None),
        ("accepted", at(9, 3), "材料齐全"),
        ("review", at(9, 8), None),
    ]
    assert found.since.tzinfo is SHANGHAI
    assert (found.service_item, found.section) == ("外国人来华工作许可", "合作处")
    assert found.next_step == NEXT_STEPS["review"]


def test_the_deadline_counts_working_days_from_acceptance(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    assert view(database, calendar).deadline is None  # not accepted yet
    move(database, "accepted", at(9, 3))
    found = view(database, calendar)
    assert found.deadline == calendar.add(date(2026, 9, 3), 20).day
    assert not found.deadline_is_estimate


def test_waiting_for_a_supplement_or_for_experts_stops_the_clock(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    move(database, "accepted", at(9, 3))
    move(database, "supplement_requested", at(9, 8), note="缺护照复印件", due_on=date(2026, 9, 22))
    assert view(database, calendar).deadline is None
    move(database, "review", at(9, 11))  # three working days
    assert view(database, calendar).deadline == calendar.add(date(2026, 9, 3), 23).day
    move(database, "expert_review", at(9, 14))
    assert view(database, calendar).deadline is None
    move(database, "review", at(9, 16))  # two more
    assert view(database, calendar).deadline == calendar.add(date(2026, 9, 3), 25).day


def test_a_supplement_before_acceptance_does_not_move_the_deadline(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    move(database, "supplement_requested", at(9, 2), note="缺护照复印件")
    move(database, "accepted", at(9, 11))
    assert view(database, calendar).deadline == calendar.add(date(2026, 9, 11), 20).day


def test_a_deadline_in_a_year_not_published_is_an_estimate(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    move(database, "accepted", at(12, 20))
    found = view(database, calendar, at(12, 21))
    assert found.deadline is not None
    assert found.deadline.year == 2027
    assert found.deadline_is_estimate


def test_where_no_time_limit_is_stated_no_deadline_is_shown(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    with database.transaction() as session:
        session.query(ServiceItem).one().statutory_days = None
    move(database, "accepted", at(9, 3))
    assert view(database, calendar).deadline is None


def test_the_promised_time_limit_goes_before_the_statutory_one(
    database: Database, calendar: WorkingDays, case_number: str
) -> None:
    with database.transaction() as session:
        session.query(ServiceItem).one().promised_days = 5
    move(database, "accepted", at(9, 3))
    assert view(database, calendar).deadline == calendar.add(date(2026, 9, 3), 5).day


def test_the_enterprise_is_told_what_to_supplement_and_by_when(
    database: Database, calendar: WorkingDays, case_number: str, golden: Golden
) -> None:
    move(database, "supplement_requested", at(9, 8), note="缺护照复印件", due_on=date(2026, 9, 22))
    todo = view(database, calendar, at(9, 22)).todo or ""
    assert ("缺护照复印件" in todo, days(todo)) == (True, [date(2026, 9, 22)])
    golden.check("case_todo", "a supplement", todo)
    overdue = view(database, calendar, at(9, 23)).todo or ""
    assert ("合作处" in overdue, days(overdue)) == (True, [date(2026, 9, 22)])
    golden.check("case_todo", "a supplement that is late", overdue)
    move(database, "accepted", at(9, 23))
    assert view(database, calendar).todo is None


def test_a_day_is_a_chinese_day(database: Database, calendar: WorkingDays, case_number: str) -> None:
    just_after_midnight = datetime(2026, 9, 23, 0, 30, tzinfo=SHANGHAI)  # 22 September in UTC
    move(database, "supplement_requested", at(9, 8), due_on=date(2026, 9, 22))
    assert "已过" in (view(database, calendar, just_after_midnight).todo or "")


def test_every_stage_has_its_words(database: Database, calendar: WorkingDays, case_number: str) -> None:
    assert set(STAGE_LABELS) == set(NEXT_STEPS) == set(STAGES)
    for stage in STAGES:
        move(database, stage, at(9, 3))
        assert view(database, calendar).stage_label == STAGE_LABELS[stage]


def test_cases_are_listed_newest_first_by_item_or_topic(
    database: Database,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    service_item: ServiceItem,
    case_number: str,
) -> None:
    with database.transaction() as session:
        other_item = ServiceItem(code="incubator", name="孵化器认定", topic="incubator")
        session.add(other_item)
        session.flush()
        for number, owner, item in ((1, enterprise, other_item), (2, enterprise, service_item)):
            moment = at(9, 1) + timedelta(days=number)
            open_case(
                session,
                number=f"XS2026-00000{number}",
                enterprise_id=owner.id,
                service_item_id=item.id,
                title="样例",
                section=None,
                now=moment,
            )
        open_case(
            session,
            number="WH2026-000001",
            enterprise_id=other_enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=at(9, 9),
        )

    def numbers(service_item: str | None = None, limit: int = 5) -> list[str]:
        with database.transaction(read_only=True) as session:
            found = list_cases(
                session, enterprise.id, CaseFilter((service_item,) if service_item else ()), limit=limit
            )
            return [case.number for case in found]

    assert numbers() == ["XS2026-000002", "XS2026-000001", NUMBER]
    assert numbers(limit=1) == ["XS2026-000002"]
    assert numbers("incubator") == ["XS2026-000001"]
    assert numbers("foreigner-work-permit") == ["XS2026-000002", NUMBER]
    assert numbers("work-permit") == ["XS2026-000002", NUMBER]
    assert numbers("no such item") == []


def test_a_case_number_is_unique(
    database: Database, enterprise: Enterprise, service_item: ServiceItem, case_number: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=r"uq_cases_number|cases\.number"),
        database.transaction() as session,
    ):
        session.add(
            Case(
                number=NUMBER,
                enterprise_id=enterprise.id,
                service_item_id=service_item.id,
                title="样例",
                stage="received",
                since=NOW,
                opened_at=NOW,
            )
        )
