"""The columns of a kind of rows: what they are called, how a value is read, and where a file has them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from records.feeds.problems import FileRefused

# Reads one raw value (text, number, date, moment; never None or blank). Raises ValueInvalid.
Reader = Callable[[Any], Any]

_UNIT = re.compile(r"[(\[【]([^()\[\]】]*)[)\]】]$")
_WORTHLESS = re.compile(r"[\s_\-*:/、·]+")
_HINTS = frozenset({"必填", "选填", "可选", "可不填", "样例", "required", "optional"})


@dataclass(frozen=True)
class Column:
    """One column. `names` are what else it is called; `needed`: without it a file is refused; `filled`: never blank.

    `units` gives a reader for each unit that the header may name in brackets; "" is that of a header without one.
    """

    field: str
    title: str
    read: Reader
    names: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    is_personal: bool = False
    sample: str = ""
    help: str = ""
    units: dict[str, Reader] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a column stands in the file, and how its values are read there."""

    column: Column
    position: int
    read: Reader


@dataclass(frozen=True)
class Layout:
    """What the columns of a file are. `unknown` are the headers that no column answers to."""

    places: tuple[Place, ...]
    unknown: tuple[str, ...]
    width: int

    def title_at(self, position: int) -> str:
        """Return the title of the column at a position, or its letter."""
        found = next((place.column.title for place in self.places if place.position == position), None)
        return found or f"第 {position + 1} 列"


def fold_header(text: str) -> str:
    """Return a header for comparison: half-width, small letters, without blanks, marks and hints such as （必填）."""
    return _split_header(text)[0]


def count_known(headers: Sequence[object], columns: Sequence[Column]) -> int:
    """Return how many headers a kind knows: the header row is the one that has most of them."""
    known = {fold_header(name) for column in columns for name in _all_names(column)}
    return len({fold_header(str(header)) for header in headers if header is not None} & known)


def lay_out(headers: Sequence[object], columns: Sequence[Column]) -> Layout:
    """Find each column among the headers. Raises FileRefused: a needed one missing, one twice, an odd unit."""
    by_name = {fold_header(name): column for column in columns for name in _all_names(column)}
    places: dict[str, Place] = {}
    unknown = []
    for position, header in enumerate(headers):
        text = "" if header is None else str(header).strip()
        if not text:
            continue
        name, unit = _split_header(text)
        column = by_name.get(name)
        if column is None:
            unknown.append(text[:40])
            continue
        if column.field in places:
            raise FileRefused(f"“{column.title}”这一列出现了两次（“{text[:40]}”），请只保留一列。")
        places[column.field] = Place(column, position, _reader(column, unit, text))
    missing = [column.title for column in columns if column.needed and column.field not in places]
    if missing:
        raise FileRefused(f"缺少必需的列：{'、'.join(missing)}。请补上，或用 --template 取一份模板。")
    return Layout(tuple(places.values()), tuple(unknown), len(headers))


def _reader(column: Column, unit: str, header: str) -> Reader:
    if not column.units:
        return column.read
    reader = column.units.get(unit)
    if reader is None:
        known = "、".join(f"（{name}）" for name in column.units if name)
        raise FileRefused(f"“{header[:40]}”的单位看不懂，请写成 {known} 之一。")
    return reader


def _all_names(column: Column) -> tuple[str, ...]:
    return (column.title, column.field, *column.names)


def _split_header(text: str) -> tuple[str, str]:
    """Return the folded name and the unit in brackets after it; hints in brackets are no units."""
    name = unicodedata.normalize("NFKC", text).strip().lower().strip("*")
    unit = ""
    while (found := _UNIT.search(name)) is not None:
        inside = _WORTHLESS.sub("", found[1])
        unit = unit if inside in _HINTS else inside
        name = name[: found.start()].strip().strip("*")
    return _WORTHLESS.sub("", name), unit
