"""Runs the migrations in one transaction, one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from records.storage.database import lift_time_limit

# Any number will do, as long as every process of ours uses the same: the key of PostgreSQL's advisory lock.
_LOCK_KEY = 7_305_122_017


def migrate_within(connection: Connection, revision: str) -> None:
    """Bring the schema to `revision` as a part of the connection's transaction, which may take minutes.

    All of it happens or nothing does, on SQLite too.
    """
    config = _config()
    lift_time_limit(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    config.attributes["connection"] = connection
    if _is_upgrade(connection, config, revision):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def revision_of(connection: Connection) -> str | None:
    """Return the schema's revision, None if it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def _is_upgrade(connection: Connection, config: Config, revision: str) -> bool:
    if revision in {"head", "base"}:
        return revision == "head"
    current = revision_of(connection)
    if current is None:
        return True
    lineage = [
        step.revision for step in ScriptDirectory.from_config(config).iterate_revisions(current, "base")
    ]
    return revision not in lineage[1:]
