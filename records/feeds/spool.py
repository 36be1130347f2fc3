"""Records of a file set aside between reading and writing: on disk, out of sight, gone with the process.

What belongs together (the steps of a case, the movements of a batch) comes back together, in the order in which it
happened, whatever the order of the file was.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from records.feeds.reading import Record

_AT_ONCE = 1_000


@dataclass(slots=True)
class Group:
    """Records of one key. `is_whole` is False when other rows of the key were wrong."""

    key: str
    records: list[Record]
    is_whole: bool = True


class Spool:
    """A temporary database of SQLite's own kind: without a name, deleted while it is open (sqlite3.connect(""))."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE records (key TEXT, at TEXT, row INTEGER, body BLOB);"
            "CREATE TABLE singles (value TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID;"
            "CREATE TABLE broken (key TEXT PRIMARY KEY) WITHOUT ROWID;"
            "BEGIN;"
        )
        self._waiting: list[tuple[str, str, int, bytes]] = []

    def add(self, key: str, order: str, record: Record) -> None:
        """Set a record aside."""
        self._waiting.append((key, order, record.number, pickle.dumps(record.values)))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def claim(self, value: str, row: int) -> int | None:
        """Claim a value that may come once; return the row that has it already, or None."""
        claimed = self._database.execute("INSERT OR IGNORE INTO singles VALUES (?, ?)", (value, row))
        if claimed.rowcount == 1:
            return None
        (earlier,) = self._database.execute("SELECT row FROM singles WHERE value = ?", (value,)).fetchone()
        return int(earlier)

    def mark_broken(self, key: str) -> None:
        """Remember that a row of a key was wrong."""
        self._database.execute("INSERT OR IGNORE INTO broken VALUES (?)", (key,))

    def groups(self) -> Iterator[Group]:
        """Yield what was set aside, each key once."""
        self._write()
        query = (
            "SELECT r.key, r.row, r.body, b.key IS NULL FROM records r LEFT JOIN broken b ON b.key = r.key "
            "ORDER BY r.key, r.at, r.row"
        )
        group: Group | None = None
        for key, row, body, is_whole in self._database.execute(query):
            if group is None or group.key != key:
                if group is not None:
                    yield group
                group = Group(key, [], bool(is_whole))
            # Our own bytes, written a moment ago where nobody else can reach them.
            group.records.append(Record(row, pickle.loads(body)))  # noqa: S301
        if group is not None:
            yield group

    def close(self) -> None:
        """Give up the disk space."""
        self._database.close()

    def _write(self) -> None:
        self._database.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting.clear()
