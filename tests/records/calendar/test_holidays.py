from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, select

from records.audit.log import verify_chain
from records.calendar.holidays import (
    HolidayNoticeInvalid,
    list_holiday_notices,
    load_calendar,
    record_holiday_notice,
)
from records.calendar.working_days import WorkingDays
from records.models import AuditEntry, HolidayNotice
from records.storage.database import Database
from tests.records.support import NOW

NEW_YEAR = date(2027, 1, 1)
SATURDAY = date(2027, 1, 9)


def record(
    database: Database, year: int = 2027, source: str = "样例通知", holidays=(NEW_YEAR,), workdays=()
) -> None:
    with database.transaction() as session:
        record_holiday_notice(session, year, source, holidays, workdays, actor="staff:样例", now=NOW)


def test_a_notice_is_kept_and_audited(database: Database) -> None:
    record(database, workdays=[SATURDAY])
    record(database, holidays=[date(2027, 1, 4), NEW_YEAR], workdays=[SATURDAY])
    with database.transaction(read_only=True) as session:
        (notice,) = list_holiday_notices(session)
        assert (notice.year, notice.source, notice.recorded_by) == (2027, "样例通知", "staff:样例")
        assert notice.holidays == ["2027-01-01", "2027-01-04"]
        assert notice.workdays == ["2027-01-09"]
        audited = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        assert [(entry.action, entry.subject, entry.outcome) for entry in audited] == [
            ("holidays.record", "holidays:2027", "added"),
            ("holidays.record", "holidays:2027", "changed"),
        ]
        assert verify_chain(session) is None


@pytest.mark.parametrize(
    ("year", "source", "holidays", "workdays", "reason"),
    [
        (2028, "样例", [NEW_YEAR], [], "2027-01-01 不在 2028 年"),
        (2027, "样例", [NEW_YEAR], [date(2026, 12, 26)], "2026-12-26 不在 2027 年"),
        (2027, "样例", [SATURDAY], [SATURDAY], "2027-01-09 既列为放假又列为上班"),
        (2027, "样例", [NEW_YEAR], [date(2027, 1, 4)], "2027-01-04 不是周末"),
        (2027, "  ", [NEW_YEAR], [], "没有写来源"),
        (2027, "x" * 301, [NEW_YEAR], [], "来源超过 300 字"),
        (2027, "样例", [], [], "没有列出放假日期"),
        (2027, "样例", [date.fromordinal(NEW_YEAR.toordinal() + day) for day in range(81)], [], "超过 80 天"),
    ],
)
def test_a_wrong_notice_is_refused_with_its_reason_and_leaves_nothing(
    database: Database, year: int, source: str, holidays: list[date], workdays: list[date], reason: str
) -> None:
    with pytest.raises(HolidayNoticeInvalid, match=reason):
        record(database, year, source, holidays, workdays)
    with database.transaction(read_only=True) as session:
        assert session.get(HolidayNotice, year) is None
        assert session.scalars(select(AuditEntry)).all() == []


def test_sql_in_the_source_is_text(database: Database) -> None:
    record(database, source="'); DROP TABLE cases; --")
    with database.transaction(read_only=True) as session:
        assert list_holiday_notices(session)[0].source == "'); DROP TABLE cases; --"


def test_the_database_outranks_the_file_and_the_file_the_library(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text(
        "years:\n  2026: {source: 样例, holidays: [2026-11-20]}\n  2027: {source: 样例, holidays: [2027-01-04]}\n",
        encoding="utf-8",
    )
    base = WorkingDays(file)
    record(database, workdays=[SATURDAY])
    with database.transaction(read_only=True) as session:
        calendar = load_calendar(session, base)
    off = [date(2026, 11, 20), NEW_YEAR]
    worked = [date(2027, 1, 4), SATURDAY, date(2026, 10, 1)]
    assert [calendar.is_working_day(day) for day in off] == [False, False]
    assert [calendar.is_working_day(day) for day in worked] == [True, True, True]
    assert not calendar.is_working_day(date(2025, 10, 1))  # of neither: the library


def test_the_calendar_is_one_query(database: Database) -> None:
    record(database)
    statements: list[str] = []
    with database.transaction(read_only=True) as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        load_calendar(session, WorkingDays())
    assert len([statement for statement in statements if "holiday_notices" in statement]) == 1
