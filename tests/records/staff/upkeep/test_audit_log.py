"""Entries of the audit log are found by who, what and when, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from records.audit.log import record_audit
from records.staff.accounts.accounts import StaffMember
from records.staff.upkeep.audit_log import AuditFilter, list_actions, list_entries, view_audit_log
from records.storage.database import Database
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


@pytest.fixture
def log(database: Database, officer: StaffMember) -> Database:
    with database.transaction() as session:
        for number in range(200):
            record_audit(
                session,
                actor=f"staff:{'李四' if number % 10 == 0 else '王五'}",
                action="staff.view_case" if number % 2 else "staff.view_credit",
                subject=f"case:XS{2000 + number % 4}-{number:06d}",
                outcome="found",
                now=NOW + timedelta(days=number % 3),
            )
    return database


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (AuditFilter(actor="李四"), 20),
        (AuditFilter(actor="staff:李四"), 20),
        (AuditFilter(action="staff.view_credit"), 100),
        (AuditFilter(subject="case:XS2001"), 50),
        (AuditFilter(subject="case:XS200_"), 0),
        (AuditFilter(since=date(2026, 11, 21), until=date(2026, 11, 21)), 67),
        (AuditFilter(actor="李四", action="staff.view_credit", since=date(2026, 11, 22)), 6),
    ],
)
def test_a_filter_finds_what_fits(log: Database, wanted: AuditFilter, count: int) -> None:
    with log.transaction(read_only=True) as session:
        page = list_entries(session, wanted, limit=300)
    assert len(page.entries) == count
    sequences = [entry.sequence for entry in page.entries]
    assert sequences == sorted(sequences, reverse=True)


def test_the_actions_that_there_are_each_once(log: Database) -> None:
    with log.transaction(read_only=True) as session:
        assert list_actions(session) == ["staff.create", "staff.view_case", "staff.view_credit"]


def test_reading_the_log_is_in_the_log(log: Database, officer: StaffMember) -> None:
    with log.transaction() as session:
        view_audit_log(session, officer, AuditFilter(subject="13800131234"), now=NOW)
        newest = list_entries(session, AuditFilter(), limit=1).entries[0]
    assert (newest.action, newest.subject) == ("staff.view_audit", "audit:subject=138****1234")
