from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from records.database import Database, SchemaOutdated
from records.migrations.revision import current_revision, head_revision
from records.migrations.runner import _config
from records.models import Base


def _tables(database: Database) -> set[str]:
    with database.connection() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_each_migration_goes_up_and_down_again(empty_url: str) -> None:
    database = Database(empty_url)
    revisions = [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]
    before: list[set[str]] = []
    for revision in revisions:
        before.append(_tables(database))
        database.migrate(revision)
        assert current_revision(database) == revision
    assert _tables(database) == set(Base.metadata.tables)
    for earlier, tables in zip([*reversed(revisions[:-1]), "base"], reversed(before), strict=True):
        database.migrate(earlier)
        assert _tables(database) == tables
    assert _tables(database) == set()
    database.migrate()
    database.check()
    database.close()


def test_the_head_is_the_one_alembic_finds() -> None:
    assert head_revision() == ScriptDirectory.from_config(_config()).get_current_head()


def test_migrations_arrive_at_the_models(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_all_processes_may_migrate_at_once(empty_url: str) -> None:
    def migrate(_: int) -> None:
        database = Database(empty_url, busy_timeout_s=30)
        database.migrate()
        database.check()
        database.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, range(3)))


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()
    database.check()


def test_a_migration_that_fails_leaves_what_was_there(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(empty_url)
    database.migrate("0001")
    with monkeypatch.context() as patch:
        patch.setattr("records.migrations.append_only.op.execute", _refuse)
        with pytest.raises(RuntimeError, match="refused"):
            database.migrate()
    assert current_revision(database) == "0001"
    assert "voucher_batches" not in _tables(database)
    with pytest.raises(SchemaOutdated):
        database.check()
    database.migrate()
    assert current_revision(database) == head_revision()
    database.close()


def _refuse(_: str) -> None:
    raise RuntimeError("refused")
