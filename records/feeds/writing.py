"""Writes groups of records: references checked, changes planned group by group, all of a chunk written at once.

A group of which anything is wrong is not written at all. Whether the others stay is for the caller to decide: an import
takes them back, a connector keeps them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from records.calendar.working_days import WorkingDays
from records.feeds.changes import Changes, Ids
from records.feeds.columns import Column
from records.feeds.problems import Problems
from records.feeds.reading import Record, problem_with
from records.feeds.spool import Group
from records.models.base import Base

Outcome = Literal["new", "changed", "unchanged", "held"]
CHUNK = 1_000  # rows


@dataclass(frozen=True)
class Origin:
    """Who writes: `source` is the system that is the master of the rows, None for this one."""

    now: datetime
    calendar: WorkingDays
    source: str | None = None


@dataclass
class Tally:
    """What became of the rows: new, changed, unchanged, or held back because others of their group are wrong."""

    problems: Problems = field(default_factory=Problems)
    outcomes: Counter[Outcome] = field(default_factory=Counter)


class Writer(ABC):
    """Writes the groups of one kind. Subclasses say how; one instance serves one transaction."""

    order: ClassVar[tuple[type[Base], ...]]

    def __init__(self, session: Session, origin: Origin, tally: Tally, columns: Mapping[str, Column]) -> None:
        self.session = session
        self.origin = origin
        self.ids = Ids(session)
        self._tally = tally
        self._columns = columns
        self._refused: set[int] = set()

    @abstractmethod
    def load(self, records: Sequence[Record]) -> None:
        """Read from the database what the records of a chunk refer to."""

    @abstractmethod
    def check(self, record: Record) -> None:
        """Refuse a record that refers to what is not there."""

    @abstractmethod
    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Plan the changes of a group, yielding what each record in turn will be; refuse what contradicts."""

    def before_write(self, changes: Changes) -> None:  # noqa: B027 - most kinds have nothing to do here
        """Make room for the changes of a chunk."""

    def refuse(self, record: Record, name: str, message: str) -> None:
        """Record a problem with a field of a record."""
        self._tally.problems.add(problem_with(record, self._columns[name], message))
        self._refused.add(record.number)

    def write(self, groups: Iterable[Group]) -> None:
        """Check and write groups, chunk by chunk."""
        if self.session.get_bind().dialect.name == "postgresql":
            # Rows are looked up by keys that have indexes. Of a table that grows within this transaction PostgreSQL has
            # no statistics, and would read all of it for each chunk.
            self.session.execute(text("SET LOCAL enable_seqscan = off"))
        for chunk in _chunks(groups):
            self._write_chunk(chunk)

    def _write_chunk(self, chunk: Sequence[Group]) -> None:
        self._refused.clear()
        self.load([record for group in chunk for record in group.records])
        changes = Changes()
        for group in chunk:
            for record in group.records:
                self.check(record)
            outcomes: list[Outcome] = []
            own = Changes()
            if group.is_whole and not self._is_refused(group):
                outcomes = list(self.plan(group, own))
            if not group.is_whole or self._is_refused(group):
                held = sum(record.number not in self._refused for record in group.records)
                self._tally.outcomes["held"] += held
                continue
            self._tally.outcomes.update(outcomes)
            changes.merge(own)
        self.before_write(changes)
        changes.write(self.session, self.order)

    def _is_refused(self, group: Group) -> bool:
        return any(record.number in self._refused for record in group.records)


def _chunks(groups: Iterable[Group]) -> Iterator[list[Group]]:
    chunk: list[Group] = []
    rows = 0
    for group in groups:
        chunk.append(group)
        rows += len(group.records)
        if rows >= CHUNK:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk
