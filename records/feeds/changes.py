"""What is to be written for some rows, gathered first and written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from records.models.base import Base
from records.storage.bulk import insert_rows

_IDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Shape:
    """The columns of a table that rows are written to, in order."""

    model: type[Base]
    columns: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table itself."""
        table = self.model.__table__
        assert isinstance(table, Table)
        return table


@dataclass
class Changes:
    """Rows to insert, and values to set by row id, in the order in which they were planned."""

    inserts: dict[Shape, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    updates: dict[Shape, dict[int, tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(dict))

    def insert(self, shape: Shape, row: tuple[Any, ...]) -> None:
        """Plan a row."""
        self.inserts[shape].append(row)

    def insert_all(self, shape: Shape, rows: Iterable[tuple[Any, ...]]) -> None:
        """Plan several rows."""
        self.inserts[shape].extend(rows)

    def update(self, shape: Shape, row_id: int, values: tuple[Any, ...]) -> None:
        """Plan new values of the row with an id; a later plan for the same columns replaces this one."""
        self.updates[shape][row_id] = values

    def merge(self, other: Changes) -> None:
        """Take over all that another holds."""
        for shape, rows in other.inserts.items():
            self.inserts[shape].extend(rows)
        for shape, values in other.updates.items():
            self.updates[shape].update(values)

    def write(self, session: Session, order: Sequence[type[Base]]) -> None:
        """Write everything, tables in the order given: what is referred to before what refers to it."""
        connection = session.connection()
        for shape in sorted(self.inserts, key=lambda shape: order.index(shape.model)):
            insert_rows(connection, shape.table, shape.columns, self.inserts[shape])
        for shape, by_id in self.updates.items():
            if by_id:
                connection.execute(
                    update(shape.table)
                    .where(shape.table.c.id == bindparam("row_id"))
                    .values({name: bindparam(f"new_{name}") for name in shape.columns}),
                    [
                        {"row_id": row_id}
                        | {f"new_{name}": value for name, value in zip(shape.columns, values, strict=True)}
                        for row_id, values in by_id.items()
                    ],
                )
        self.inserts.clear()
        self.updates.clear()


class Ids:
    """Row ids taken before rows are written, so that rows can refer to each other and go in together.

    On PostgreSQL they come from the table's own sequence. On SQLite whoever writes is alone until the transaction ends.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_sqlite = session.get_bind().dialect.name == "sqlite"
        self._free: dict[str, list[int]] = defaultdict(list)
        self._next: dict[str, int] = {}

    def take(self, model: type[Base]) -> int:
        """Return an id of a table that nobody else will get."""
        table = model.__table__
        assert isinstance(table, Table)
        if self._is_sqlite:
            if table.name not in self._next:
                highest = self._session.scalar(select(func.max(table.c.id)))
                self._next[table.name] = (highest or 0) + 1
            self._next[table.name] += 1
            return self._next[table.name] - 1
        free = self._free[table.name]
        if not free:
            query = text(
                "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
            )
            drawn = self._session.scalars(query, {"name": table.name, "count": _IDS_AT_ONCE})
            free.extend(sorted((int(row_id) for row_id in drawn), reverse=True))
        return free.pop()
