"""How far a backup or restore has come."""

from __future__ import annotations

from collections.abc import Callable

# Called with the table at hand, the rows done and the rows in all, of all tables.
Progress = Callable[[str, int, int], None]

ROWS_AT_ONCE = 2_000


def silent(table: str, done: int, total: int) -> None:
    """Tell nobody."""


class Tally:
    """Counts rows, and tells."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total, self._progress = total, progress
        self._done = 0

    def add(self, table: str, rows: int) -> None:
        """Count rows of a table as done."""
        self._done += rows
        self._progress(table, self._done, self._total)
