from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from records.audit.log import read_head, record_audit, verify_chain
from records.models import AuditEntry
from records.storage.database import Database
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


def add(database: Database, number: int) -> None:
    with database.transaction() as session:
        record_audit(
            session,
            actor="staff:张三",
            action="staff.view_case",
            subject=f"case:{number}",
            outcome="found",
            reason="来电咨询" if number % 2 else None,
            now=NOW + timedelta(microseconds=number),
        )


def first_bad(database: Database) -> int | None:
    with database.transaction(read_only=True) as session:
        return verify_chain(session)


def tamper(database: Database, statement: str) -> None:
    """Change the log as somebody with all rights on the database could."""
    with database.connection() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_an_empty_chain_is_well(database: Database) -> None:
    assert first_bad(database) is None


def test_the_chain_holds_and_its_head_is_the_last_entry(database: Database) -> None:
    for number in range(1, 6):
        add(database, number)
    assert first_bad(database) is None
    with database.transaction(read_only=True) as session:
        last = session.query(AuditEntry).filter_by(sequence=5).one()
        assert read_head(session) == (5, last.hash)


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE audit_entries SET outcome = 'refused' WHERE sequence = 3", 3),
        ("UPDATE audit_entries SET reason = NULL WHERE sequence = 3", 3),
        ("UPDATE audit_entries SET actor = 'staff:李四' WHERE sequence = 1", 1),
        ("DELETE FROM audit_entries WHERE sequence = 2", 2),
        ("DELETE FROM audit_entries WHERE sequence = 5", 5),
        ("DELETE FROM audit_entries", 1),
        ("UPDATE audit_entries SET previous_hash = hash WHERE sequence = 4", 4),
    ],
)
def test_a_change_shows_where_it_was_made(database: Database, statement: str, bad: int) -> None:
    for number in range(1, 6):
        add(database, number)
    tamper(database, statement)
    assert first_bad(database) == bad


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET outcome = 'x'", "DELETE FROM audit_entries WHERE sequence = 1"]
)
def test_the_database_keeps_the_log_as_it_is(database: Database, statement: str) -> None:
    add(database, 1)
    with pytest.raises(IntegrityError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_it_stays_one_chain_when_many_append(database_url: str) -> None:
    databases = [Database(database_url, busy_timeout_s=30) for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda number: add(databases[number % 3], number), range(30)))
    assert first_bad(databases[0]) is None
    with databases[0].transaction(read_only=True) as session:
        assert read_head(session)[0] == 30
    for database in databases:
        database.close()


def test_verifying_while_others_append_raises_no_false_alarm(database: Database) -> None:
    stop = threading.Event()

    def append() -> None:
        number = 0
        while not stop.is_set() and number < 200:
            add(database, number)
            number += 1

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(append)
        try:
            assert {first_bad(database) for _ in range(10)} == {None}
        finally:
            stop.set()
        running.result()


def test_an_entry_of_a_transaction_that_failed_leaves_no_gap(database: Database) -> None:
    def add_and_fail() -> None:
        with database.transaction() as session:
            record_audit(session, actor="a", action="b", subject="c", outcome="d", now=NOW)
            raise RuntimeError

    add(database, 1)
    with pytest.raises(RuntimeError):
        add_and_fail()
    add(database, 2)
    assert first_bad(database) is None


def test_what_is_too_long_is_cut_not_refused(database: Database) -> None:
    with database.transaction() as session:
        record_audit(
            session, actor="a" * 500, action="b", subject="c" * 500, reason="d" * 500, outcome="e", now=NOW
        )
    assert first_bad(database) is None
