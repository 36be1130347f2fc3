"""The schema of a Database: brought to a revision, and compared with the one that this code needs."""

from __future__ import annotations

from pathlib import Path

from records.migrations.revision import current_revision, head_revision
from records.storage.database import Database


class SchemaOutdated(Exception):
    """The database's schema is not the one this code needs: run `dxe records migrate`."""

    def __init__(self, found: str | None, needed: str) -> None:
        super().__init__(f"schema is at {found}, needed is {needed}: run `dxe records migrate`")
        self.found = found
        self.needed = needed


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`, up or down (`base` removes all); processes may do so at once."""
    if database.is_sqlite and database.url.database and database.url.database != ":memory:":
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    if revision == "head" and current_revision(database) == head_revision():
        return
    from records.migrations.runner import migrate_within  # Alembic takes long to import.

    with database.connection() as connection:
        migrate_within(connection, revision)


def check_schema(database: Database) -> None:
    """Return if the database answers and its schema fits; raise DatabaseUnavailable or SchemaOutdated."""
    found = current_revision(database)
    if found != head_revision():
        raise SchemaOutdated(found, head_revision())
