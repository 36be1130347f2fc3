"""Migrations of a database in use: rows stay as they are, up and down, and what guards them stays in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.audit.log import verify_chain
from records.backup.values import kind_of, row_writer, selected, stored_type
from records.migrations.revision import head_revision, known_revisions
from records.migrations.schema import check_schema, migrate
from records.models import Base
from records.storage.bulk import insert_rows
from records.storage.database import Database
from tests.records.backup.sample_rows import add_sample_rows

pytestmark = pytest.mark.both_databases

RELEASED = "0005"
LATER = sorted(revision for revision in known_revisions() if revision > RELEASED)


@pytest.fixture
def reference(tmp_path: Path) -> Iterator[Database]:
    """A database at the newest schema, with the sample rows, to take rows from."""
    database = Database(f"sqlite:///{tmp_path / 'reference.db'}")
    migrate(database)
    add_sample_rows(database)
    yield database
    database.close()


@pytest.fixture
def in_use(empty_url: str, reference: Database) -> Iterator[Database]:
    """A database at 0005, of either kind, with rows in all its tables."""
    database = Database(empty_url)
    migrate(database, RELEASED)
    with database.connection() as connection, reference.connection() as source:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(text("DELETE FROM audit_tail"))
        for table in _tables(connection):
            _copy(source, connection, table)
    yield database
    database.close()


def _copy(source: Connection, target: Connection, table: Table) -> None:
    names = [column.name for column in table.columns]
    columns = [Base.metadata.tables[table.name].columns[name] for name in names]
    rows = source.execute(select(*(selected(column) for column in columns))).all()
    assert rows, f"the sample has no row in {table.name}"
    typed = Table(
        table.name, MetaData(), *(Column(column.name, stored_type(kind_of(column))) for column in columns)
    )
    insert_rows(target, typed, names, rows)


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _columns(database: Database) -> dict[str, list[str]]:
    with database.connection() as connection:
        return {table.name: [column.name for column in table.columns] for table in _tables(connection)}


def _rows(database: Database, columns: dict[str, list[str]]) -> dict[str, list[bytes]]:
    """Return the rows of these columns as a backup writes them, in order."""
    found = {}
    with database.connection() as connection:
        for table in _tables(connection):
            if table.name in columns:
                wanted = [table.columns[name] for name in columns[table.name]]
                rows = connection.execute(select(*(selected(column) for column in wanted)))
                found[table.name] = sorted(map(row_writer([kind_of(column) for column in wanted]), rows))
    return found


def _assert_guarded(database: Database) -> None:
    """What would falsify the records is refused: by triggers, checks, unique keys and references."""
    for statement in (
        "UPDATE voucher_ledger_entries SET note = 'x'",
        "DELETE FROM voucher_ledger_entries",
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "UPDATE cases SET stage = 'lost'",
        "UPDATE staff SET role = 'king'",
        "UPDATE cases SET enterprise_id = 12345",
        "UPDATE bindings SET contact_id = 12345",
        "UPDATE credit_events SET repairs_id = NULL",
        "UPDATE case_stages SET sequence = 1",
        "INSERT INTO enterprises (id, uscc, name, pinyin_initials, region, is_sample, created_at) "
        "SELECT 99, uscc, name, pinyin_initials, region, is_sample, created_at FROM enterprises",
        "INSERT INTO voucher_ledger_entries (id, batch_id, sequence, key, kind, amount_fen, available_delta_fen, "
        "reserved_delta_fen, balance_after_fen, reserved_after_fen, recorded_at) SELECT 99, batch_id, 9, 'k9', "
        "'redeem', 1, -1, 0, -1, 0, recorded_at FROM voucher_ledger_entries WHERE sequence = 1",
        "INSERT INTO voucher_ledger_entries (id, batch_id, sequence, key, kind, amount_fen, available_delta_fen, "
        "reserved_delta_fen, balance_after_fen, reserved_after_fen, recorded_at) SELECT 99, batch_id, 9, key, "
        "'redeem', 1, -1, 0, 1, 0, recorded_at FROM voucher_ledger_entries WHERE sequence = 1",
    ):
        with pytest.raises(DBAPIError), database.connection() as connection:
            connection.execute(text(statement))


def test_a_database_in_use_goes_up_and_down_again_with_its_rows(in_use: Database) -> None:
    columns = _columns(in_use)
    before = _rows(in_use, columns)
    _assert_guarded(in_use)
    for revision in [*LATER, *reversed([RELEASED, *LATER[:-1]]), *LATER, RELEASED]:
        migrate(in_use, revision)
        assert _rows(in_use, columns) == before, f"rows differ at {revision}"
        _assert_guarded(in_use)
    assert _columns(in_use) == columns


def test_what_is_new_is_filled_in_for_rows_that_were_there(in_use: Database) -> None:
    migrate(in_use)
    with in_use.connection() as connection:
        assert connection.execute(text("SELECT number_reversed FROM cases")).scalar_one() == "321000-6202SX"
        assert connection.execute(text("SELECT method FROM bindings")).scalar_one() == "code"
        assert connection.execute(
            text("SELECT count(*) FROM voucher_batches WHERE source IS NULL")
        ).scalar_one()
        with Session(connection) as session:
            assert verify_chain(session) is None
    check_schema(in_use)


def test_rows_of_the_newest_schema_keep_what_the_older_ones_have(empty_url: str) -> None:
    """Going down forgets what the older schema cannot hold, and nothing else; going up again works."""
    database = Database(empty_url)
    migrate(database)
    add_sample_rows(database)
    for revision in reversed([RELEASED, *LATER[:-1]]):
        full = _columns(database)
        before = _rows(database, full)
        migrate(database, revision)
        kept = _columns(database)
        after = _rows(database, kept)
        for table, names in kept.items():
            if names == full[table]:
                assert after[table] == before[table]
            assert len(after[table]) == len(before[table])
        _assert_guarded(database)
    migrate(database)
    assert database.url
    check_schema(database)
    _assert_guarded(database)
    database.close()


def test_a_database_in_use_can_be_removed(in_use: Database) -> None:
    migrate(in_use, "base")
    assert _columns(in_use) == {}
    migrate(in_use)
    check_schema(in_use)
    assert head_revision() == LATER[-1]
