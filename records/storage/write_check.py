"""Whether something could be stored now: found out without leaving anything behind."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Literal

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from records.storage.database import Database, DatabaseUnavailable

Obstacle = Literal["disk_full", "locked", "read_only", "unavailable"]

# What a transaction of some messages takes in the write-ahead log, with room for those at the same time.
_ROOM_BYTES = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
# https://www.sqlite.org/rescode.html and https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLITE_CODE: dict[int, Obstacle] = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
}
_BY_SQLSTATE: dict[str, Obstacle] = {
    "53100": "disk_full",
    "55P03": "locked",
    "40001": "locked",
    "25006": "read_only",
}


def find_obstacle(database: Database) -> Obstacle | None:
    """Return what keeps a message from being stored now, None when nothing does.

    Waits for a lock as long as who stores does. SQLite: there is room for a MB beside the database, and its lock for
    writing can be had. PostgreSQL: the server writes a transaction to its log.
    """
    try:
        if database.is_sqlite:
            _make_room(Path(database.url.database or "").parent)
            with database.transaction() as session:
                session.execute(
                    text("PRAGMA user_version = 0")
                )  # a write, for a lock alone a read-only file gives
                session.rollback()
                return None
        with database.transaction() as session:
            if session.scalar(text("SHOW transaction_read_only")) == "on":
                return "read_only"
            session.execute(text("SELECT txid_current()"))
    except DatabaseUnavailable as problem:
        return _obstacle_of(problem)
    except OSError as problem:
        if problem.errno in _FULL:
            return "disk_full"
        return "read_only" if problem.errno in _READ_ONLY else "unavailable"
    return None


def _make_room(folder: Path) -> None:
    """Take room on the disk and give it back, if possible in a file without a name. Raises OSError."""
    with tempfile.TemporaryFile(dir=folder) as file:
        os.posix_fallocate(file.fileno(), 0, _ROOM_BYTES)


def _obstacle_of(problem: DatabaseUnavailable) -> Obstacle:
    cause = problem.__cause__
    if isinstance(cause, PoolTimeout):
        return "locked"
    driver = cause.orig if isinstance(cause, DBAPIError) else cause
    if isinstance(driver, sqlite3.Error):
        return _BY_SQLITE_CODE.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF, "unavailable")
    return _BY_SQLSTATE.get(getattr(driver, "sqlstate", None) or "", "unavailable")
