"""SQL and NUL in every field that somebody types: refused in words or kept as the text it is; no table suffers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from records.audit.chain import check_chain
from records.calendar.holidays import HolidayNoticeInvalid
from records.calendar.working_days import WorkingDays
from records.feeds.kinds import KINDS
from records.models import AuditEntry, Base, Enterprise, FeedbackMark, HolidayNotice
from records.staff.accounts.accounts import StaffMember
from records.staff.files.lookup import view_credit_standing
from records.staff.files.marks import record_feedback
from records.staff.files.reason import ReasonRequired
from records.staff.upkeep.audit_log import AuditFilter, view_audit_log
from records.staff.upkeep.holiday_dates import DatesInvalid
from records.staff.upkeep.holidays import TypedNotice, enter_holidays
from records.staff.upkeep.locks import find_locks, release_lock
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.feeds.support import SAMPLES, add_item, import_rows, problems
from tests.records.staff.conftest import officer
from tests.records.support import NOW, PHONE, USCC, add_enterprise

pytestmark = pytest.mark.both_databases

__all__ = ["officer"]

HOSTILE = (
    "'; DROP TABLE cases; --",
    '" OR 1=1 --',
    "%' OR '1'='1",
    "\\'); DELETE FROM audit_entries; --",
    "\x00",
    "样例\x00'; DROP TABLE enterprises; --",
)
every_hostile = pytest.mark.parametrize("hostile", HOSTILE)
GROWING = {"audit_entries"}


def rows_by_table(database: Database) -> dict[str, int]:
    """Count the rows of every table: that fails where one is gone."""
    with database.transaction(read_only=True) as session:
        return {
            name: int(session.scalar(text(f"SELECT count(*) FROM {name}")) or 0)
            for name in Base.metadata.tables
        }


@pytest.fixture
def unharmed(database: Database, enterprise: Enterprise, officer: StaffMember) -> Iterator[set[str]]:
    """Check afterwards that no table has lost or won a row, but those that the test names; and that the log holds."""
    before, may_grow = rows_by_table(database), set(GROWING)
    yield may_grow
    after = rows_by_table(database)
    assert {name: after[name] for name in after if name not in may_grow} == {
        name: before[name] for name in before if name not in may_grow
    }
    assert all(after[name] >= before[name] for name in may_grow)
    with database.transaction(read_only=True) as session:
        assert check_chain(session).fault is None


def newest_entry(database: Database) -> AuditEntry:
    with database.transaction(read_only=True) as session:
        return session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1).one()


@every_hostile
def test_a_reason_for_credit_data(
    database: Database, officer: StaffMember, unharmed: set[str], hostile: str
) -> None:
    words = hostile.replace("\x00", "")
    if not words:
        with pytest.raises(ReasonRequired, match="至少 4 个字"), database.transaction() as session:
            view_credit_standing(session, officer, USCC, reason=hostile, now=NOW)
        return
    reason = f"项目申报审核 {hostile}"
    with database.transaction() as session:
        assert view_credit_standing(session, officer, USCC, reason=reason, now=NOW) is not None
    assert newest_entry(database).reason == f"项目申报审核 {words}"


@every_hostile
def test_the_reason_and_the_subject_of_a_lock(
    database: Database, hasher: KeyedHash, officer: StaffMember, unharmed: set[str], hostile: str
) -> None:
    unharmed.add("lock_releases")
    with database.transaction() as session:
        assert find_locks(session, officer, hasher=hasher, now=NOW, uscc=hostile) == []
        release_lock(session, officer, hasher=hasher, reason=f"核实{hostile}", now=NOW, phone=PHONE)
    assert newest_entry(database).reason == f"核实{hostile}".replace("\x00", "")


@every_hostile
def test_the_note_at_a_wrong_answer(
    database: Database, officer: StaffMember, unharmed: set[str], hostile: str
) -> None:
    unharmed.add("feedback_marks")
    with database.transaction() as session:
        mark_id = record_feedback(
            session,
            officer,
            query=hostile,
            answer=hostile,
            index_version="v1",
            note=hostile,
            now=NOW,
        )
    with database.transaction(read_only=True) as session:
        mark = session.get_one(FeedbackMark, mark_id)
        assert {mark.query, mark.answer, mark.note} == {hostile.replace("\x00", "")}


@every_hostile
@pytest.mark.parametrize("field", ["actor", "action", "subject"])
def test_a_filter_of_the_audit_log(
    database: Database, officer: StaffMember, unharmed: set[str], field: str, hostile: str
) -> None:
    with database.transaction() as session:
        found = view_audit_log(session, officer, AuditFilter(**{field: f"无{hostile}"}), now=NOW)
    assert found.entries == []
    assert newest_entry(database).action == "staff.view_audit"


@every_hostile
def test_the_source_of_a_holiday_notice(
    database: Database, officer: StaffMember, unharmed: set[str], hostile: str
) -> None:
    typed = TypedNotice(2027, hostile, "1月1日至3日，2月5日至11日，10月1日至7日", "")
    words = hostile.replace("\x00", "")
    if not words:
        with pytest.raises(HolidayNoticeInvalid, match="请核对"):
            enter_holidays(database, officer, typed, WorkingDays(), now=NOW)
        return
    unharmed.add("holiday_notices")
    enter_holidays(database, officer, typed, WorkingDays(), now=NOW)
    with database.transaction(read_only=True) as session:
        assert session.get_one(HolidayNotice, 2027).source == words


@every_hostile
def test_the_days_of_a_holiday_notice(
    database: Database, officer: StaffMember, unharmed: set[str], hostile: str
) -> None:
    typed = TypedNotice(2027, "样例文号", f"1月1日 {hostile}", "")
    with pytest.raises(DatesInvalid, match="看不出是哪一天"):
        enter_holidays(database, officer, typed, WorkingDays(), now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_each_cell_of_each_kind_of_import(database: Database, tmp_path: Path, kind: str) -> None:
    """A dry run with one hostile cell at a time: a problem of that row in words, or a text; nothing is written."""
    add_item(database)
    add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)
    header, first, *_ = SAMPLES[kind]
    before = rows_by_table(database)
    for column in range(len(header)):
        for hostile in HOSTILE:
            row = [hostile if place == column else cell for place, cell in enumerate(first)]
            report = import_rows(database, kind, [header, row], tmp_path, dry_run=True)
            told = problems(report)
            assert all(problem.message.endswith("。") for problem in told)
            if "\x00" in hostile:
                assert told, (header[column], hostile)
    assert rows_by_table(database) == before
