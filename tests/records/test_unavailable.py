"""What the database cannot do now is DatabaseUnavailable (503 and "later"), and nothing of it is stored."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from records.migrations.schema import check_schema, migrate
from records.models import SmsOutboxEntry
from records.storage.database import Database, DatabaseUnavailable
from tests.records.databases import postgres_database
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


def add(session, code: str = "1") -> None:
    session.add(SmsOutboxEntry(code=code, created_at=NOW))
    session.flush()


def count(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(func.count()).select_from(SmsOutboxEntry)).one()


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL database in which a lock is waited for half a second."""
    with postgres_database(postgres_url) as url:
        database = Database(url, busy_timeout_s=0.5)
        migrate(database)
        yield database
        database.close()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'records.db'}", pool_size=1, busy_timeout_s=0.2)
    migrate(database)
    yield database
    database.close()


def refused(database: Database, statement: str, *before: str) -> None:
    """Add a row, then run a statement in the same transaction, which must be DatabaseUnavailable."""
    rows = count(database)

    def run() -> None:
        with database.transaction() as session:
            for first in before:
                session.execute(text(first))
            add(session)
            session.execute(text(statement))

    with pytest.raises(DatabaseUnavailable):
        run()
    assert count(database) == rows


@pytest.mark.parametrize(
    "code",
    [
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available
        "25006",  # read_only_sql_transaction: a standby
        "53100",  # disk_full
        "53300",  # too_many_connections
        "57P01",  # admin_shutdown
        "57014",  # query_canceled
        "58030",  # io_error
        "08006",  # connection_failure
    ],
)
def test_what_postgresql_cannot_do_now_is_unavailable(on_postgres: Database, code: str) -> None:
    refused(on_postgres, f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")


@pytest.mark.parametrize("code", ["23505", "22003", "42P01", "P0001"])
def test_what_is_a_mistake_stays_one(on_postgres: Database, code: str) -> None:
    with pytest.raises(DBAPIError), on_postgres.transaction() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"))


def test_a_statement_that_takes_too_long_is_unavailable(on_postgres: Database) -> None:
    refused(on_postgres, "SELECT pg_sleep(5)", "SET LOCAL statement_timeout = 100")


def test_a_server_that_only_reads_still_answers(on_postgres: Database) -> None:
    refused(on_postgres, "UPDATE audit_tail SET sequence = 1", "SET LOCAL transaction_read_only = on")
    assert count(on_postgres) == 0


def test_of_two_that_wait_for_each_other_one_goes_on(on_postgres: Database) -> None:
    with on_postgres.transaction() as session:
        for code in ("1", "2"):
            add(session, code)
    met = threading.Barrier(2)
    outcomes: list[str] = []
    address = on_postgres.url.render_as_string(hide_password=False)

    def change(first: str, second: str) -> None:
        database = Database(address, busy_timeout_s=10)
        try:
            with database.transaction() as session:
                for code in (first, second):
                    session.execute(
                        text("UPDATE sms_outbox SET phone = 'x' WHERE code = :code"), {"code": code}
                    )
                    if code == first:
                        met.wait(10)
            outcomes.append("stored")
        except DatabaseUnavailable:
            outcomes.append("unavailable")
        finally:
            database.close()

    threads = [threading.Thread(target=change, args=pair) for pair in (("1", "2"), ("2", "1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stored", "unavailable"]


def test_a_change_over_a_newer_one_is_unavailable(on_postgres: Database) -> None:
    with on_postgres.transaction() as session:
        add(session)

    def change() -> None:
        with on_postgres.connection() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            connection.execute(text("SELECT * FROM sms_outbox"))
            with on_postgres.transaction() as session:
                session.execute(text("UPDATE sms_outbox SET phone = 'newer'"))
            connection.execute(text("UPDATE sms_outbox SET phone = 'older'"))

    with pytest.raises(DatabaseUnavailable):
        change()
    with on_postgres.transaction(read_only=True) as session:
        assert session.scalars(select(SmsOutboxEntry.phone)).one() == "newer"


def test_a_row_that_somebody_holds_is_waited_for_and_then_unavailable(on_postgres: Database) -> None:
    began = time.monotonic()
    with on_postgres.connection() as holder:
        holder.execute(text("SELECT * FROM audit_tail FOR UPDATE"))
        refused(on_postgres, "SELECT * FROM audit_tail FOR UPDATE")
    assert 0.4 < time.monotonic() - began < 5


def test_a_connection_lost_in_a_transaction_stores_nothing(on_postgres: Database) -> None:
    def lose() -> None:
        with on_postgres.transaction() as session:
            add(session)
            backend = session.scalar(text("SELECT pg_backend_pid()"))
            with on_postgres.connection() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
            add(session)

    with pytest.raises(DatabaseUnavailable):
        lose()
    with on_postgres.transaction() as session:
        add(session)
    assert count(on_postgres) == 1


def test_a_connection_lost_at_the_commit_is_unavailable(on_postgres: Database) -> None:
    """Whether it was stored nobody knows then: keys make a repetition harmless."""

    def lose() -> None:
        with on_postgres.transaction() as session:
            add(session)
            backend = session.scalar(text("SELECT pg_backend_pid()"))
            with on_postgres.connection() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with pytest.raises(DatabaseUnavailable):
        lose()
    assert count(on_postgres) == 0


def test_postgresql_may_restart_while_serving(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Connections that were open before are replaced unnoticed; while it is down the answer is "later"."""
    assert postgres_url  # PostgreSQL runs here, and its package has been imported
    from pgserver import get_server
    from pgserver.postgres_server import pg_ctl

    server = get_server(tmp_path_factory.mktemp("server") / "data", cleanup_mode="stop")
    arguments = {"pgdata": server.pgdata, "user": server.system_user}
    database = Database(str(server.get_uri()), busy_timeout_s=1)
    try:
        migrate(database)
        with database.transaction() as session:
            add(session)
        pg_ctl(["-w", "-m", "fast", "restart"], **arguments)
        with database.transaction() as session:
            add(session)
        assert count(database) == 2
        pg_ctl(["-w", "-m", "immediate", "stop"], **arguments)
        with pytest.raises(DatabaseUnavailable):
            count(database)
        with pytest.raises(DatabaseUnavailable):
            check_schema(database)
        server.ensure_postgres_running()
        assert count(database) == 2
        check_schema(database)
    finally:
        database.close()
        server.cleanup()
        atexit.unregister(server._cleanup)


def test_a_full_disk_is_unavailable_and_stores_nothing(on_sqlite: Database) -> None:
    with on_sqlite.transaction() as session:
        add(session)
        session.execute(text(f"PRAGMA max_page_count = {session.scalar(text('PRAGMA page_count')) + 2}"))

    def fill() -> None:
        with on_sqlite.transaction() as session:
            for _ in range(20):
                session.add(SmsOutboxEntry(code="1", phone="x" * 4_000, created_at=NOW))
                session.flush()

    with pytest.raises(DatabaseUnavailable, match="full"):
        fill()
    assert count(on_sqlite) == 1
    with on_sqlite.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        add(session)
    assert count(on_sqlite) == 2


def test_a_file_that_may_only_be_read_still_answers(on_sqlite: Database, tmp_path: Path) -> None:
    with on_sqlite.transaction() as session:
        add(session)
    reader = Database(f"sqlite:///file:{tmp_path / 'records.db'}?mode=ro&uri=true", busy_timeout_s=0.2)
    assert count(reader) == 1
    with pytest.raises(DatabaseUnavailable), reader.transaction() as session:
        add(session)
    reader.close()
    assert count(on_sqlite) == 1


def test_a_folder_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'records.db'}", busy_timeout_s=0.2)
    migrate(database)
    database.close()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    again = Database(f"sqlite:///{folder / 'records.db'}", busy_timeout_s=0.2)
    with pytest.raises(DatabaseUnavailable):
        count(again)
    again.close()
