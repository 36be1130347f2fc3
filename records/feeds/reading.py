"""Raw rows to records: every value read by its column, every problem with its row, column and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.feeds.columns import Column, Place, Reader
from records.feeds.problems import Problem, ValueInvalid, show_value
from records.feeds.tables.row import Unreadable

Refuse = Callable[[Problem], None]


@dataclass(slots=True)
class Record:
    """One row as read: `values` by field, blank ones left out."""

    number: int
    values: dict[str, Any]

    def get(self, field: str) -> Any:
        """Return a value, None where it is blank."""
        return self.values.get(field)


def read_cells(
    number: int, cells: Sequence[object], places: Sequence[Place], refuse: Refuse
) -> Record | None:
    """Read the cells of a row. Returns None, having refused, when any of them is wrong."""
    pairs = (
        (place.column, place.read, cells[place.position] if place.position < len(cells) else None)
        for place in places
    )
    return _read(number, pairs, refuse)


def read_fields(
    number: int, fields: Mapping[str, object], columns: Sequence[Column], refuse: Refuse
) -> Record | None:
    """Read what another system gave by field. Returns None, having refused, when any of it is wrong."""
    pairs = ((column, column.read, fields.get(column.field)) for column in columns)
    return _read(number, pairs, refuse)


def problem_of(number: int, column: Column, raw: object, message: str) -> Problem:
    """Return a problem with a value of a column."""
    return Problem(number, column.title, show_value(raw, is_personal=column.is_personal), message)


def problem_with(record: Record, column: Column, message: str) -> Problem:
    """Return a problem with a value that was read, shown more or less as it was written."""
    value = record.get(column.field)
    show = getattr(column.read, "show", _show)
    return problem_of(record.number, column, show(value) if value is not None else None, message)


def _show(value: object) -> str:
    at = getattr(value, "at", None)
    if isinstance(at, datetime):
        return at.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(number: int, pairs: Iterable[tuple[Column, Reader, object]], refuse: Refuse) -> Record | None:
    values: dict[str, Any] = {}
    is_right = True
    for column, read, raw in pairs:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if column.filled:
                is_right = False
                refuse(problem_of(number, column, None, "没有填写，这一列每行都要填。"))
            continue
        try:
            if isinstance(raw, Unreadable):
                raise ValueInvalid(raw.reason)
            values[column.field] = read(raw)
        except ValueInvalid as problem:
            is_right = False
            refuse(problem_of(number, column, raw, str(problem)))
    return Record(number, values) if is_right else None
