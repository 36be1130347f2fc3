"""What the check of the chain says of a log that was tampered with by somebody with all rights on the database."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from records.audit.chain import ChainReport, check_chain
from records.audit.hash import FIRST_HASH, AuditFields
from records.audit.log import read_head, record_audit
from records.models import AuditEntry, AuditTail
from records.storage.database import Database
from tests.conftest import ROOT
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

ENTRIES = 6


@pytest.fixture
def log(database: Database) -> Database:
    """A log of six entries."""
    for number in range(1, ENTRIES + 1):
        with database.transaction() as session:
            record_audit(
                session, actor="staff:张三", action="a", subject=f"case:{number}", outcome="found", now=NOW
            )
    return database


def check(database: Database, heads: dict[int, str] | None = None) -> ChainReport:
    with database.transaction(read_only=True) as session:
        return check_chain(session, heads=heads)


def tamper(database: Database, *statements: str) -> None:
    with database.connection() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def rewrite(session: Session, begin: int, outcome: str = "forged") -> None:
    """Write entries anew from one on, with right hashes, and the tail with them."""
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    previous = FIRST_HASH
    for row in rows:
        if row.sequence >= begin:
            row.outcome = outcome if row.sequence == begin else row.outcome
            row.previous_hash = previous
            names = AuditFields.__dataclass_fields__
            row.hash = AuditFields(**{name: getattr(row, name) for name in names}).hash()
        previous = row.hash
    session.scalars(select(AuditTail)).one().hash = previous


def test_a_whole_chain_has_no_fault_and_says_where_it_ends(log: Database) -> None:
    report = check(log)
    with log.transaction(read_only=True) as session:
        assert (report.checked, report.head, report.fault) == (ENTRIES, read_head(session), None)


@pytest.mark.parametrize(
    ("statements", "sequence", "kind"),
    [
        (["UPDATE audit_entries SET outcome = 'x' WHERE sequence = 3"], 3, "changed"),
        (["UPDATE audit_entries SET hash = 'f' WHERE sequence = 3"], 3, "changed"),
        (["DELETE FROM audit_entries WHERE sequence = 1"], 1, "removed"),
        (["DELETE FROM audit_entries WHERE sequence IN (3, 4)"], 3, "removed"),
        (
            [
                "DELETE FROM audit_entries WHERE sequence = 3",
                *(f"UPDATE audit_entries SET sequence = {n - 1} WHERE sequence = {n}" for n in (4, 5, 6)),
            ],
            3,
            "removed",
        ),
        (
            [
                *(f"UPDATE audit_entries SET sequence = {n + 1} WHERE sequence = {n}" for n in (6, 5, 4)),
                "INSERT INTO audit_entries SELECT 4, at, actor, action, subject, reason, outcome, hash, 'f' "
                "FROM audit_entries WHERE sequence = 3",
            ],
            4,
            "changed",  # the inserted one's own hash is wrong
        ),
        (
            [
                "INSERT INTO audit_entries SELECT 7, at, actor, action, subject, reason, outcome, hash, 'f' "
                "FROM audit_entries WHERE sequence = 6"
            ],
            7,
            "slipped_in",
        ),
        (
            [
                "INSERT INTO audit_entries SELECT 0, at, actor, action, subject, reason, outcome, hash, 'f' "
                "FROM audit_entries WHERE sequence = 6"
            ],
            0,
            "slipped_in",
        ),
        (["DELETE FROM audit_entries WHERE sequence >= 5"], 5, "tail_cut"),
        (["DELETE FROM audit_entries"], 1, "tail_cut"),
        (
            [
                "UPDATE audit_tail SET hash = previous_hash FROM audit_entries WHERE audit_entries.sequence = 6"
            ],
            6,
            "changed",
        ),
    ],
)
def test_what_was_done_to_the_log_is_named_with_its_first_bad_entry(
    log: Database, statements: list[str], sequence: int, kind: str
) -> None:
    tamper(log, *statements)
    fault = check(log).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (sequence, kind)
    assert f"第 {sequence} 条" in fault.words


def test_an_entry_that_was_slipped_in_with_a_right_hash_of_its_own_is_found(log: Database) -> None:
    with log.transaction(read_only=True) as session:
        third = session.get_one(AuditEntry, 3)
        forged = AuditFields(4, NOW, "staff:李四", "a", "case:x", None, "found", third.hash)
    shifts = [f"UPDATE audit_entries SET sequence = {n + 1} WHERE sequence = {n}" for n in (6, 5, 4)]
    tamper(log, *shifts)
    with log.transaction() as session:
        session.add(AuditEntry(**forged.__dict__, hash=forged.hash()))
    fault = check(log).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (4, "slipped_in")


def test_an_entry_that_was_exchanged_for_one_with_a_right_hash_is_found(log: Database) -> None:
    with log.transaction(read_only=True) as session:
        third = session.get_one(AuditEntry, 3)
        forged = AuditFields(3, NOW, "staff:李四", "a", "case:x", None, "found", third.previous_hash)
    tamper(log, "DELETE FROM audit_entries WHERE sequence = 3")
    with log.transaction() as session:
        session.add(AuditEntry(**forged.__dict__, hash=forged.hash()))
    fault = check(log).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (3, "changed")


def test_a_log_that_was_rewritten_with_its_tail_is_told_by_an_exported_head(log: Database) -> None:
    exported = dict([check(log).head])
    tamper(log)
    with log.transaction() as session:
        if not log.is_sqlite:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        rewrite(session, 4)
    assert check(log).fault is None, "without a head from outside it looks well"
    fault = check(log, exported).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (6, "rewritten")


def test_a_tail_cut_off_together_with_the_tails_record_is_told_by_an_exported_head(log: Database) -> None:
    exported = dict([check(log).head])
    tamper(
        log,
        "UPDATE audit_tail SET sequence = 4, hash = (SELECT hash FROM audit_entries WHERE sequence = 4)",
        "DELETE FROM audit_entries WHERE sequence > 4",
    )
    assert check(log).fault is None
    fault = check(log, exported).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (5, "tail_cut")


def test_a_log_without_its_tail_is_not_well(log: Database) -> None:
    tamper(log, "DELETE FROM audit_tail")
    fault = check(log).fault
    assert fault is not None
    assert (fault.sequence, fault.kind) == (1, "slipped_in")


def test_the_log_that_grew_since_still_runs_through_the_exported_head(log: Database) -> None:
    exported = dict([check(log).head])
    with log.transaction() as session:
        record_audit(session, actor="a", action="b", subject="c", outcome="d", now=NOW)
    assert check(log, exported).fault is None


def test_a_clock_that_jumps_back_does_not_break_the_chain(log: Database) -> None:
    for days in (-400, 3, -1):
        with log.transaction() as session:
            record_audit(
                session, actor="a", action="b", subject="c", outcome="d", now=NOW + timedelta(days=days)
            )
    assert check(log).fault is None


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "名\x00称", "😀", '"\\\n', "a" * 400])
def test_what_a_database_cannot_hold_does_not_break_the_chain(database: Database, odd: str) -> None:
    with database.transaction() as session:
        record_audit(session, actor=odd, action="a", subject=odd, outcome="b", reason=odd, now=NOW)
    assert check(database).fault is None


def test_progress_is_told(log: Database) -> None:
    told: list[tuple[int, int]] = []
    with log.transaction(read_only=True) as session:
        check_chain(session, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(ENTRIES, ENTRIES)]


_APPEND = """
import json, sys
from datetime import datetime
from records.audit.log import record_audit
from records.storage.database import Database
url, name, count, now = json.loads(sys.argv[1])
database = Database(url, busy_timeout_s=60)
sys.stdin.readline()
for number in range(count):
    with database.transaction() as session:
        record_audit(session, actor=f"process:{name}", action="a", subject=str(number), outcome="b",
                     now=datetime.fromisoformat(now))
database.close()
"""


def test_it_stays_one_chain_with_several_processes_writing(database: Database, database_url: str) -> None:
    processes = []
    for name in range(4):
        argument = json.dumps([database_url, name, 50, NOW.isoformat()])
        command = [sys.executable, "-c", _APPEND, argument]
        processes.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True))
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.close()
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    report = check(database)
    assert (report.checked, report.head[0], report.fault) == (200, 200, None)
    with database.transaction(read_only=True) as session:
        for name in range(4):
            own = session.scalars(
                select(AuditEntry.subject)
                .where(AuditEntry.actor == f"process:{name}")
                .order_by(AuditEntry.sequence)
            ).all()
            assert own == [str(number) for number in range(50)]
