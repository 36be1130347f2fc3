from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from records.migrations.schema import SchemaOutdated, check_schema, migrate
from records.models import Conversation, SmsOutboxEntry
from records.storage.database import Database, DatabaseUnavailable
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


def _add(session, phone: str = "1", at: datetime = NOW) -> None:
    session.add(SmsOutboxEntry(phone=phone, code="000000", created_at=at))
    session.flush()


def _count(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.query(SmsOutboxEntry).count()


def test_a_transaction_that_raises_stores_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.transaction() as session:
            _add(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    assert _count(database) == 0


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)), database.transaction(read_only=True) as session:
        _add(session)
    assert _count(database) == 0
    with database.transaction() as session:  # and the next one on the same connection can
        _add(session)
    assert _count(database) == 1


def test_times_come_back_aware_and_exact(database: Database) -> None:
    moment = datetime(2026, 11, 20, 23, 59, 59, 123456, tzinfo=NOW.tzinfo)
    with database.transaction() as session:
        _add(session, at=moment)
    with database.transaction(read_only=True) as session:
        stored = session.scalars(select(SmsOutboxEntry.created_at)).one()
    assert stored == moment
    assert stored.tzinfo is UTC


def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive"), database.transaction() as session:
        _add(session, at=naive)


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO turns (id, conversation_id, client_message_id, state, created_at) "
                "VALUES ('t', 'nobody', 'm', 'open', CURRENT_TIMESTAMP)"
            )
        )


def test_a_value_outside_its_set_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match="ck_conversations_channel"), database.transaction() as session:
        session.add(Conversation(id="x", channel="fax", created_at=NOW, last_active_at=NOW))


def test_transactions_run_on_threads_and_many_at_once(database: Database) -> None:
    async def run() -> set[int]:
        def add(session) -> int:
            _add(session)
            return threading.get_ident()

        return set(await asyncio.gather(*(database.run_in_transaction(add) for _ in range(40))))

    threads = asyncio.run(run())
    assert threading.get_ident() not in threads
    assert _count(database) == 40


def test_a_caller_that_gives_up_does_not_undo_the_transaction(database: Database) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def add_slowly(session) -> None:
        _add(session)
        begun.set()
        assert go_on.wait(5)

    async def run() -> None:
        task = asyncio.create_task(database.run_in_transaction(add_slowly))
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()

    asyncio.run(run())
    database._threads.shutdown(wait=True)
    assert _count(database) == 1


def test_a_locked_sqlite_is_unavailable_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    database = Database(f"sqlite:///{path}", busy_timeout_s=0.1)
    migrate(database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable), database.transaction() as session:
        _add(session)
    check_schema(database)  # readers are not kept out
    other.execute("ROLLBACK")
    other.close()
    with database.transaction() as session:
        _add(session)
    database.close()


def test_a_new_sqlite_file_that_another_process_is_opening_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change to WAL mode is the one lock that SQLite's own timeout does not wait for."""
    path = tmp_path / "records.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE started (n)")
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr(
        "records.storage.database.time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep)
    )
    database = Database(f"sqlite:///{path}", busy_timeout_s=10)
    with database.transaction(read_only=True) as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert len(waited) == 3
    other.close()
    database.close()


def test_a_full_pool_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.db'}", pool_size=1, busy_timeout_s=0.1)
    migrate(database)
    with (
        database.transaction(read_only=True) as one,
        database.transaction(read_only=True) as two,
        database.transaction(read_only=True) as three,
    ):
        for session in (one, two, three):
            session.execute(text("SELECT 1"))
        with pytest.raises(DatabaseUnavailable), database.transaction(read_only=True) as session:
            session.execute(text("SELECT 1"))
    database.close()


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////nonexistent/folder/records.db"]
)
def test_a_database_that_is_not_there_is_unavailable(url: str) -> None:
    database = Database(url, busy_timeout_s=0.5)
    with pytest.raises(DatabaseUnavailable), database.transaction() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(DatabaseUnavailable):
        check_schema(database)
    database.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"this is no database" * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnavailable):
        check_schema(database)
    database.close()


def test_a_mistake_of_ours_is_not_called_unavailable(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.execute(text("SELECT nothing FROM nowhere"))


def test_a_database_without_schema_is_outdated(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(SchemaOutdated, match="dxe records migrate"):
        check_schema(database)
    database.close()


def test_writers_of_one_process_queue_and_none_is_turned_away(tmp_path: Path) -> None:
    """SQLite has those who wait sleep and try again: of many, some would never be in time."""
    database = Database(f"sqlite:///{tmp_path / 'queue.db'}", busy_timeout_s=2.0)
    migrate(database)

    def write(_: int) -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE audit_tail SET id = id"))
            time.sleep(0.02)

    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))
    assert time.monotonic() - began < 24 * 0.02 + 1.0  # one after the other, and hardly a pause between
    database.close()


def test_who_waits_too_long_for_another_writer_of_the_process_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.db'}", busy_timeout_s=0.1)
    migrate(database)
    with ThreadPoolExecutor(1) as threads, database.transaction() as session:
        session.execute(text("UPDATE audit_tail SET id = id"))

        def write() -> None:
            with database.transaction() as other:
                other.execute(text("UPDATE audit_tail SET id = id"))

        with pytest.raises(DatabaseUnavailable):
            threads.submit(write).result()
    database.close()
