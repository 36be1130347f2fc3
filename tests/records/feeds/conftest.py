"""A database with a service item, and one with the sample enterprises too."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.storage.database import Database
from tests.records.feeds.support import ENTERPRISES, add_item, import_rows


@pytest.fixture
def ready(database: Database, tmp_path: Path) -> Database:
    """With a service item and two enterprises."""
    add_item(database)
    assert import_rows(database, "enterprises", ENTERPRISES, tmp_path).is_stored
    return database
