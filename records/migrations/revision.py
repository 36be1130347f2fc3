"""Which revision the schema has, and which it needs: asked at each start and readiness check, so without Alembic."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from records.storage.database import Database

VERSIONS = Path(__file__).parent / "versions"


@cache
def known_revisions() -> frozenset[str]:
    """Return all revisions that this code has a migration to: files are named by them, four digits that only grow."""
    return frozenset(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


@cache
def head_revision() -> str:
    """Return the revision that this code needs."""
    return max(known_revisions())


def current_revision(database: Database) -> str | None:
    """Return the schema's revision, None if it has none yet. Raises DatabaseUnavailable."""
    with database.transaction(read_only=True) as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
        return found
