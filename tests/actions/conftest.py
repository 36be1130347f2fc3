"""What the tests of actions start from."""

from __future__ import annotations

import pytest

from records.database import Database


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite database with tables and no rows, to be copied: migrating takes longer."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path.read_bytes()
