"""Whether something could be stored now."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from records.migrations.schema import migrate
from records.models import SmsOutboxEntry
from records.storage.database import Database
from records.storage.write_check import find_obstacle
from tests.conftest import skip_or_fail

pytestmark = pytest.mark.both_databases


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'records.db'}", busy_timeout_s=0.2)
    migrate(database)
    yield database
    database.close()


def folder_of(database: Database) -> Path:
    return Path(database.url.database or "").parent


def test_where_a_row_can_be_stored_nothing_is_in_the_way_and_nothing_is_left(database: Database) -> None:
    assert find_obstacle(database) is None
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(SmsOutboxEntry)) == 0


def test_a_check_leaves_no_file_and_is_cheap(on_sqlite: Database) -> None:
    find_obstacle(on_sqlite)
    before = {path.name: path.stat().st_size for path in folder_of(on_sqlite).iterdir()}
    began = time.process_time()
    for _ in range(20):
        assert find_obstacle(on_sqlite) is None
    assert (time.process_time() - began) / 20 < 0.02
    assert {path.name: path.stat().st_size for path in folder_of(on_sqlite).iterdir()} == before


def test_a_lock_that_is_held_too_long_is_named(on_sqlite: Database) -> None:
    holder = sqlite3.connect(on_sqlite.url.database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert find_obstacle(on_sqlite) == "locked"
    finally:
        holder.close()
    assert find_obstacle(on_sqlite) is None


@pytest.mark.parametrize(
    ("code", "obstacle"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "read_only"),
        (errno.EIO, "unavailable"),
    ],
)
def test_what_the_disk_refuses_is_named(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch, code: int, obstacle: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    assert find_obstacle(on_sqlite) == obstacle


def test_a_file_that_may_only_be_read_is_named(on_sqlite: Database) -> None:
    on_sqlite.close()
    reading = Database(f"sqlite:///file:{on_sqlite.url.database}?mode=ro&uri=true")
    reading.url = on_sqlite.url  # as of a file that its mode protects, which root may write all the same
    assert find_obstacle(reading) == "read_only"
    reading.close()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'records.db'}")
    assert find_obstacle(database) == "unavailable"
    database.close()


def test_a_disk_that_is_really_full_is_named_until_there_is_room(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode != 0:
        skip_or_fail("a small disk can be mounted by root only, where mounting is allowed")
    try:
        database = Database(f"sqlite:///{tmp_path / 'records.db'}")
        migrate(database)
        subprocess.run(["dd", "if=/dev/zero", f"of={tmp_path / 'fill'}", "bs=4096"], check=False)
        assert find_obstacle(database) == "disk_full"
        (tmp_path / "fill").unlink()
        assert find_obstacle(database) is None
        database.close()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_postgresql_that_only_reads_is_named(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.transaction() as session:
        name = session.scalar(text("SELECT current_database()"))
        session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    fresh = Database(postgres_url)
    try:
        assert find_obstacle(fresh) == "read_only"
    finally:
        with database.connection() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        fresh.close()
        database.close()


def test_a_server_that_is_away_is_named() -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/none", busy_timeout_s=2)
    assert find_obstacle(database) == "unavailable"
    database.close()
