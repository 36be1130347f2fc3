"""Writes kinds that are one row of one table each: added, or updated by their key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from records.feeds.changes import Changes, Shape
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models.base import Base


class TableWriter(Writer):
    """One record is one row of `model`, known by `keys`; `fields` follow the file. Blank is None.

    `looked_up` is the one of the keys by which rows are found: the one that few rows share.
    """

    model: ClassVar[type[Base]]
    keys: ClassVar[tuple[str, ...]]
    looked_up: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    key_field: ClassVar[str]
    has_source: ClassVar[bool] = False

    def load(self, records: Sequence[Record]) -> None:
        """Read the rows of the same keys, and others that share only what is looked up: lists of pairs are slow."""
        table = Shape(self.model, ()).table
        position = self.keys.index(self.looked_up)
        wanted = sorted({self.key_of(record)[position] for record in records})
        columns = [table.c.id, *(table.c[name] for name in (*self.keys, *self._written()))]
        query = select(*columns).where(table.c[self.looked_up].in_(wanted)).order_by(table.c[self.looked_up])
        rows = self.session.execute(query.with_for_update())
        split = 1 + len(self.keys)
        self._rows = {tuple(row[1:split]): (int(row[0]), tuple(row[split:])) for row in rows}

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """Return the values of the key columns."""
        return tuple(record.values[name] for name in self.keys)

    def check(self, record: Record) -> None:
        """Such a row refers to nothing."""

    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Add or update each row."""
        for record in group.records:
            yield self._plan(record, changes)

    def extra(self) -> dict[str, Any]:
        """Return further values of a row that is written."""
        return {}

    def added(self, row_id: int, record: Record, changes: Changes) -> None:
        """Plan what goes with a new row."""

    def renamed(self, row_id: int, record: Record, changes: Changes) -> None:
        """Plan what goes with a row that was there and changes."""

    def _plan(self, record: Record, changes: Changes) -> Outcome:
        key = self.key_of(record)
        stored = self._rows.get(key)
        values = tuple(record.get(name) for name in self.fields)
        extra = self.extra()
        if stored is None:
            row_id = self.ids.take(self.model)
            source = (self.origin.source,) if self.has_source else ()
            shape = Shape(self.model, ("id", *self.keys, *self._written(), *extra))
            changes.insert(shape, (row_id, *key, *values, *source, *extra.values()))
            self._rows[key] = (row_id, (*values, *source))
            self.added(row_id, record, changes)
            return "new"
        row_id, there = stored
        if self.has_source:
            if there[-1] is not None and there[-1] != self.origin.source:
                self.refuse(record, self.key_field, f"由“{there[-1]}”维护，请在那个系统中修改。")
                return "unchanged"
            values = (*values, there[-1] or self.origin.source)
        if values == there:
            return "unchanged"
        changes.update(Shape(self.model, (*self._written(), *extra)), row_id, (*values, *extra.values()))
        self.renamed(row_id, record, changes)
        return "changed"

    def _written(self) -> tuple[str, ...]:
        return (*self.fields, "source") if self.has_source else self.fields
