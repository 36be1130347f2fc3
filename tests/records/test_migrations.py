from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from records.migrations.revision import current_revision, head_revision
from records.migrations.runner import _config
from records.migrations.schema import SchemaOutdated, check_schema, migrate
from records.models import Base
from records.storage.database import Database

pytestmark = pytest.mark.both_databases


def _tables(database: Database) -> set[str]:
    with database.connection() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_each_migration_goes_up_and_down_again(empty_url: str) -> None:
    database = Database(empty_url)
    revisions = [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]
    before: list[set[str]] = []
    for revision in revisions:
        before.append(_tables(database))
        migrate(database, revision)
        assert current_revision(database) == revision
    assert _tables(database) == set(Base.metadata.tables)
    for earlier, tables in zip([*reversed(revisions[:-1]), "base"], reversed(before), strict=True):
        migrate(database, earlier)
        assert _tables(database) == tables
    assert _tables(database) == set()
    migrate(database)
    check_schema(database)
    database.close()


def test_large_tables_go_down_quickly(tmp_path: Path) -> None:
    """SQLite looks for each row that goes whether another refers to it: quadratic where no index helps."""
    database = Database(f"sqlite:///{tmp_path / 'records.db'}")
    migrate(database, "0002")
    now, day = "2026-01-01 00:00:00", "2026-01-01"
    numbers = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
    with database.connection() as connection:
        connection.execute(
            text("INSERT INTO enterprises VALUES (1, '样例', '样例', 'YL', '样例', NULL, 1, :now)"),
            {"now": now},
        )
        connection.execute(
            text("INSERT INTO voucher_batches VALUES (1, 'YL', 1, '样例', '[]', '样例', :day, :day)"),
            {"day": day},
        )
        connection.execute(
            text(
                "INSERT INTO voucher_ledger_entries (id, batch_id, sequence, key, kind, amount_fen, "
                "available_delta_fen, reserved_delta_fen, balance_after_fen, reserved_after_fen, recorded_at) "
                f"{numbers} SELECT i, 1, i, i, 'grant', 1, 1, 0, i, 0, :now FROM n"
            ),
            {"now": now},
        )
        connection.execute(
            text(
                "INSERT INTO credit_events (id, enterprise_id, kind, basis, recorded_on, created_at) "
                f"{numbers} SELECT i, 1, 'trustworthy', '样例', :day, :now FROM n"
            ),
            {"day": day, "now": now},
        )
    began = time.monotonic()
    migrate(database, "0001")
    assert time.monotonic() - began < 10
    database.close()


def test_the_head_is_the_one_alembic_finds() -> None:
    assert head_revision() == ScriptDirectory.from_config(_config()).get_current_head()


def test_migrations_arrive_at_the_models(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_all_processes_may_migrate_at_once(empty_url: str) -> None:
    def open_and_migrate(_: int) -> None:
        database = Database(empty_url, busy_timeout_s=30)
        migrate(database)
        check_schema(database)
        database.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(open_and_migrate, range(3)))


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    check_schema(database)


def test_a_migration_that_fails_leaves_what_was_there(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(empty_url)
    migrate(database, "0001")
    with monkeypatch.context() as patch:
        patch.setattr("records.migrations.append_only.op.execute", _refuse)
        with pytest.raises(RuntimeError, match="refused"):
            migrate(database)
    assert current_revision(database) == "0001"
    assert "voucher_batches" not in _tables(database)
    with pytest.raises(SchemaOutdated):
        check_schema(database)
    migrate(database)
    assert current_revision(database) == head_revision()
    database.close()


def _refuse(_: str) -> None:
    raise RuntimeError("refused")
