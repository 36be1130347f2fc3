"""One sheet as a stream: rows and cells as they are written, and what of them is hidden or merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workbooks.package import Element, Package, local, release
from workbooks.strings import rich_text, unescape

MOST_COLUMNS = 16_384  # of a sheet of Excel
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[0-9]+")
_DIGITS = 10  # more than any number here has
_ON = ("1", "true")
# What is looked at, and within what.
_WITHIN = {"row": "sheetData", "c": "sheetData", "col": "cols", "mergeCell": "mergeCells"}
_TAGS = tuple(dict.fromkeys((*_WITHIN, *_WITHIN.values())))


@dataclass(frozen=True, slots=True)
class RowHead:
    """A row begins; the cells that follow are its own. `number` counts as Excel does, in the order of the file."""

    number: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, its column from 0. `kind` is that of ECMA-376: n, s, str, inlineStr, b, d or e.

    `text` is what is saved, for a formula its result, for `s` the shared text: "" when nothing is, None when it names a
    shared text that is not there.
    """

    column: int
    kind: str
    text: str | None
    style: str | None
    has_formula: bool


class Area(NamedTuple):
    """A merged area, its first and last row and column from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class HiddenColumns:
    """Columns from 0 that are hidden."""

    columns: range


Item = RowHead | Cell | Area | HiddenColumns


def read_sheet(package: Package, part: str, strings: Sequence[str]) -> Iterator[Item]:
    """Yield what the sheet holds, in the order of the file. Raises PackageRefused, also in the middle."""
    number, column = 0, -1
    within = ""
    for event, element in package.events(part, _TAGS):
        tag = local(element)
        if tag not in _WITHIN:
            within = tag if event == "start" else ""
            continue
        if within != _WITHIN[tag]:  # drawings too have rows and columns
            continue
        if tag == "row" and event == "start":
            number, column = _to_number(element.get("r"), number + 1), -1
            yield RowHead(number, element.get("hidden") in _ON)
        elif event == "end":
            if tag == "c":
                cell = _read_cell(element, column + 1, strings)
                column = cell.column
                yield cell
            elif tag != "row" and (item := _find_area(element) if tag == "mergeCell" else _hidden(element)):
                yield item
            release(element)


def column_number(letters: str) -> int:
    """Return the number of a column: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read_cell(element: Element, following: int, strings: Sequence[str]) -> Cell:
    place = _REFERENCE.fullmatch(element.get("r") or "")
    kind = element.get("t") or "n"
    text: str | None = ""
    has_formula = False
    for inner in element:
        tag = local(inner)
        if tag == "v":
            text = inner.text or ""
        elif tag == "f":
            has_formula = True
        elif tag == "is":
            text = rich_text(inner)
    if kind == "s" and text:
        place_of_text = _to_number(text.strip(), len(strings))
        text = strings[place_of_text] if place_of_text < len(strings) else None
    elif kind == "str" and text:
        text = unescape(text)
    column = column_number(place[1]) if place else following
    return Cell(column, kind, text, element.get("s"), has_formula)


def _find_area(element: Element) -> Area | None:
    first, _, last = (element.get("ref") or "").partition(":")
    begins, ends = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if begins is None or ends is None:
        return None
    return Area(int(begins[2]) - 1, column_number(begins[1]), int(ends[2]) - 1, column_number(ends[1]))


def _hidden(element: Element) -> HiddenColumns | None:
    first, last = _to_number(element.get("min"), 0), _to_number(element.get("max"), 0)
    is_range = element.get("hidden") in _ON and 0 < first <= last
    return HiddenColumns(range(first - 1, min(last, MOST_COLUMNS))) if is_range else None


def _to_number(text: str | None, otherwise: int) -> int:
    return int(text[:_DIGITS]) if text is not None and _NUMBER.fullmatch(text) else otherwise
