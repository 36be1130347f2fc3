"""How a row is written in a backup: one line of JSON a row, an array in the order of the columns.

Exact, and the same whichever database it came from: integers (fen) as they are, days as `2026-11-20`, times in UTC with
microseconds, JSON values as the only element of an array (so that JSON's null is not SQL's NULL) with keys in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from records.storage.column_types import UtcDateTime

Kind = Literal["text", "integer", "boolean", "date", "time", "json"]

# In the order in which they are asked: a Boolean is none of the others, a DateTime no Date.
_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (sa.JSON, "json"),
    (sa.Boolean, "boolean"),
    (sa.DateTime, "time"),
    (sa.Date, "date"),
    (sa.Integer, "integer"),
    (sa.String, "text"),
)
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_dumps_in_order = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def kind_of(column: Column[Any]) -> Kind:
    """Return how values of a column are written. Raises TypeError for a type that backups do not know."""
    column_type = column.type
    if isinstance(column_type, TypeDecorator):
        column_type = column_type.impl_instance
    for known, kind in _KINDS:
        if isinstance(column_type, known):
            return kind
    raise TypeError(f"a backup cannot hold {column} of type {column.type!r}")


def selected(column: Column[Any]) -> ColumnElement[Any]:
    """Return what to select for a column: JSON as its text, everything else as it is."""
    return sa.cast(column, sa.Text) if kind_of(column) == "json" else column


def stored_type(kind: Kind) -> TypeEngine[Any]:
    """Return the type that takes what `row_reader` returns; JSON is text by then, which both databases take."""
    types: dict[Kind, TypeEngine[Any]] = {
        "text": sa.Text(),
        "integer": sa.BigInteger(),
        "boolean": sa.Boolean(),
        "date": sa.Date(),
        "time": UtcDateTime(),
        "json": sa.Text(),
    }
    return types[kind]


def row_writer(kinds: Sequence[Kind]) -> Callable[[Sequence[Any]], bytes]:
    """Return a function from a row, selected as `selected` says, to its line."""
    return _on_rows(kinds, _WRITERS, lambda values: _dumps(values).encode() + b"\n")


def row_reader(kinds: Sequence[Kind]) -> Callable[[bytes], list[Any]]:
    """Return a function from a line to its row; it raises ValueError when the line holds none of these kinds."""
    convert = _on_rows(kinds, _READERS, lambda values: values)

    def read(line: bytes) -> list[Any]:
        row = json.loads(line)
        if not isinstance(row, list) or len(row) != len(kinds):
            raise ValueError(f"a row of {len(kinds)} values was expected")
        values: list[Any] = convert(row)
        return values

    return read


def _on_rows(
    kinds: Sequence[Kind],
    converters: dict[Kind, Callable[[Any], Any]],
    finish: Callable[[list[Any]], Any],
) -> Callable[[Sequence[Any]], Any]:
    """Return a function that converts the values of a row that are not None, and finishes it."""
    steps = [(position, converters[kind]) for position, kind in enumerate(kinds) if kind in converters]

    def convert(row: Sequence[Any]) -> Any:
        values = list(row)
        for position, step in steps:
            if values[position] is not None:
                values[position] = step(values[position])
        return finish(values)

    return convert


def _write_time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text was expected")
    return value


def _read_integer(value: Any) -> int:
    if type(value) is not int or not _SMALLEST <= value <= _LARGEST:
        raise ValueError("a whole number of 64 bits was expected")
    return value


def _read_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false was expected")
    return value


def _read_time(value: Any) -> datetime:
    moment = datetime.fromisoformat(_read_text(value))
    if moment.tzinfo is None:
        raise ValueError("a time without its zone names no moment")
    return moment


def _read_json(value: Any) -> str:
    if not isinstance(value, list) or len(value) != 1:
        raise ValueError("an array of one value was expected")
    return _dumps_in_order(value[0])


_WRITERS: dict[Kind, Callable[[Any], Any]] = {
    "date": date.isoformat,
    "time": _write_time,
    "json": lambda text: [_in_order(json.loads(text))],
}
_READERS: dict[Kind, Callable[[Any], Any]] = {
    "text": _read_text,
    "integer": _read_integer,
    "boolean": _read_boolean,
    "date": lambda value: date.fromisoformat(_read_text(value)),
    "time": _read_time,
    "json": _read_json,
}


def _in_order(value: Any) -> Any:
    """Return the JSON value with its keys in order, as PostgreSQL and SQLite keep them differently."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_in_order(part) for part in value]
    return value
