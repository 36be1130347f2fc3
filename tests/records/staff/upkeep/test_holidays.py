"""Staff enter a year's holidays: on both databases, and open cases follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from records.calendar.holidays import HolidayNoticeInvalid
from records.calendar.working_days import WorkingDays
from records.cases.repository import open_case, record_stage
from records.models import Case, Enterprise, HolidayNotice, ServiceItem
from records.staff.accounts.accounts import StaffMember
from records.staff.upkeep.holidays import TypedNotice, enter_holidays, read_holiday_state
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

NOTICE = TypedNotice(2027, "样例文号", "1月1日至3日，2月5日至11日，10月1日至7日", "2月20日")


def test_deadlines_of_open_cases_follow_a_notice_and_progress_is_told(
    database: Database, officer: StaffMember, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    accepted = datetime(2026, 12, 28, 10, tzinfo=SHANGHAI)
    with database.transaction() as session:
        case = open_case(
            session,
            number="XS2026-000001",
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=accepted,
        )
        record_stage(session, case, "accepted", at=accepted)
        before = case.due_on
    told: list[tuple[int, int]] = []
    changed = enter_holidays(
        database, officer, NOTICE, WorkingDays(), now=NOW, on_progress=lambda *done: told.append(done)
    )
    with database.transaction(read_only=True) as session:
        after = session.query(Case).one().due_on
    assert (changed, told) == (1, [(1, 1)])
    assert before is not None
    assert after is not None
    assert after > before


def test_what_is_known_of_each_year_and_until_when(database: Database, officer: StaffMember) -> None:
    enter_holidays(database, officer, NOTICE, WorkingDays(), now=NOW)
    with database.transaction(read_only=True) as session:
        state = read_holiday_state(session, WorkingDays(), now=NOW)
    assert [(year.year, year.state) for year in state.years] == [
        (2026, "built_in"),
        (2027, "entered"),
        (2028, "unknown"),
    ]
    assert state.known_until == 2027
    assert state.years[1].recorded_by == "staff:张三"


def test_before_any_year_is_known_that_is_said(database: Database) -> None:
    late = datetime(2040, 1, 1, tzinfo=SHANGHAI)
    with database.transaction(read_only=True) as session:
        assert read_holiday_state(session, WorkingDays(), now=late).known_until is None


@pytest.mark.parametrize(
    "days", ["1月1日", "1月1日至3日，2月5日至11日", "2月5日至11日，10月1日至7日", "1月1日，10月1日至7日"]
)
def test_a_part_of_a_notice_does_not_stand_for_the_year(
    database: Database, officer: StaffMember, days: str
) -> None:
    with pytest.raises(HolidayNoticeInvalid, match="会替换 2026 年的全部假期"):
        enter_holidays(database, officer, TypedNotice(2026, "样例文号", days, ""), WorkingDays(), now=NOW)
    with database.transaction(read_only=True) as session:
        assert session.query(HolidayNotice).count() == 0


def test_a_notice_that_is_wrong_keeps_nothing(database: Database, officer: StaffMember) -> None:
    with pytest.raises(HolidayNoticeInvalid):
        enter_holidays(database, officer, replace(NOTICE, source=" "), WorkingDays(), now=NOW)
    with database.transaction(read_only=True) as session:
        assert session.query(HolidayNotice).count() == 0
