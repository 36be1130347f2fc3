"""A second database to restore into, of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.storage.database import Database
from tests.records.databases import postgres_database


@pytest.fixture
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without a schema, beside that of `database`."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        with postgres_database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture
def target(target_url: str) -> Iterator[Database]:
    database = Database(target_url)
    yield database
    database.close()
