"""Ruled tables of a pdf page: cells by their lines, merged ones by the lines that are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.convert.pdf.lines import Box, Char, Turn, make_pieces
from index.convert.sheet.grid import Grid

_SNAP = 3.0  # points within which two lines are one
_MOST_TABLES = 40
_MOST_EDGES = 4_000


@dataclass(frozen=True)
class CellText:
    """A cell and the places it takes."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class PageTable:
    """A table on a turned page; `edges` are the left edges of its columns."""

    box: Box
    height: int
    edges: tuple[float, ...]
    cells: tuple[CellText, ...]

    def continues(self, other: "PageTable") -> bool:
        """Whether this table goes on with the columns of `other`."""
        return len(self.edges) == len(other.edges) and all(
            abs(a - b) <= 2 * _SNAP for a, b in zip(self.edges, other.edges, strict=True)
        )


def find_tables(page: Any, chars: Sequence[Char], turn: Turn) -> list[PageTable]:
    """Tables of at least two rows and two columns whose cells hold text."""
    if not (page.lines or page.rects or page.curves) or len(page.edges) > _MOST_EDGES:
        return []
    tables: list[PageTable] = []
    for found in page.find_tables()[:_MOST_TABLES]:
        table = _read([turn.box(cell) for cell in found.cells], chars)
        if table is not None:
            tables.append(table)
    return tables


def make_grid(tables: Sequence[PageTable]) -> Grid:
    """One grid of a table and its continuations."""
    grid = Grid()
    offset = 0
    for table in tables:
        for cell in table.cells:
            grid.place(offset + cell.row, cell.column, cell.text, cell.rows, cell.columns)
        offset += table.height
    return grid


def is_inside(box: Box, outer: Box) -> bool:
    """Whether the middle of `box` lies in `outer`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] - 1 <= x <= outer[2] + 1 and outer[1] - 1 <= y <= outer[3] + 1


def _read(cells: list[Box], chars: Sequence[Char]) -> PageTable | None:
    lefts = _merge_close([box[0] for box in cells])
    tops = _merge_close([box[1] for box in cells])
    if len(lefts) < 2 or len(tops) < 2:
        return None
    box = (
        min(b[0] for b in cells),
        min(b[1] for b in cells),
        max(b[2] for b in cells),
        max(b[3] for b in cells),
    )
    inside = [char for char in chars if is_inside(char.box, box)]
    read = [_cell(cell, lefts, tops, inside) for cell in cells]
    if sum(bool(cell.text) for cell in read) < 2:
        return None
    return PageTable(box, len(tops), tuple(lefts), tuple(read))


def _cell(box: Box, lefts: list[float], tops: list[float], chars: Sequence[Char]) -> CellText:
    row, column = _nearest(tops, box[1]), _nearest(lefts, box[0])
    rows = sum(1 for top in tops[row:] if top < box[3] - _SNAP)
    columns = sum(1 for left in lefts[column:] if left < box[2] - _SNAP)
    lines = make_pieces([char for char in chars if is_inside(char.box, box)])
    text = ""
    bottom = 0.0
    for line in lines:
        is_new_line = line.bottom - bottom > 0.5 * line.size
        text += (_between(text, line.text) if is_new_line else " ") + line.text if text else line.text
        bottom = max(bottom, line.bottom)
    return CellText(row, column, max(rows, 1), max(columns, 1), text)


def _between(text: str, following: str) -> str:
    """A wrapped cell is one text: Chinese goes on, words are parted, a number begins a line."""
    if following[:1].isdigit() and text[-1:] in "。；;":
        return "\n"
    return " " if text[-1:].isascii() and text[-1:].isalpha() and following[:1].isalpha() else ""


def _nearest(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


def _merge_close(values: list[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _SNAP:
            merged.append(value)
    return merged
