"""A row of a table as it was read, and what a table says about itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

MOST_COLUMNS = 300
MOST_ROWS = 1_048_576  # of a sheet of Excel


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a value of its own: an error, a formula without a saved result. `reason` says so in Chinese."""

    shown: str
    reason: str

    def __str__(self) -> str:
        return self.shown


@dataclass(slots=True)
class Row:
    """One row. `number` counts as Excel does. Values: str, int, float, datetime, Unreadable, None for an empty cell."""

    number: int
    values: list[object]
    is_hidden: bool = False


@dataclass(frozen=True)
class Merged:
    """A merged area below the header: rows from `first` to `last`, columns from 0."""

    first: int
    last: int
    left: int
    right: int


@dataclass
class Findings:
    """What a table turned out to hold besides rows; complete when all rows have been read."""

    merged: list[Merged] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


class Table(Protocol):
    """A table that is read once, in order."""

    findings: Findings

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything. Raises FileRefused, also in the middle of a file."""
        ...
