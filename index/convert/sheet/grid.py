"""A table with merged cells, of any format, to Markdown: titles over it, headers of several rows, complete rows."""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.convert.sheet.header import find_depth, name_columns
from index.convert.sheet.remarks import find_unit, is_remark, with_unit

_MOST_COLUMNS = 256
_MOST_ROWS = 50_000
_MOST_SLOTS = 2_000_000
_SENTENCE_END = re.compile(r"[。；;！？!?：:，,、]$")


@dataclass(frozen=True)
class Slot:
    """One place of the grid. Places of one merged cell share `origin`; 0 is a place nothing was written to."""

    text: str = ""
    origin: int = 0


_EMPTY = Slot()
Row = list[Slot]


class GridTooLarge(ValueError):
    """More rows, columns or places than a table has that people read."""


class Grid:
    """Cells placed one by one; later ones do not replace earlier ones."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Slot]] = {}
        self._cells = 0
        self._slots = 0
        self.stated_header: int | None = None  # header rows that the format itself marks

    def place(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> None:
        """Put a cell that spans `rows` x `columns`. Raises GridTooLarge."""
        columns = min(columns, max(1, _MOST_COLUMNS - column))
        self._slots += rows * columns
        if row + rows > _MOST_ROWS or column >= _MOST_COLUMNS or self._slots > _MOST_SLOTS:
            raise GridTooLarge
        self._cells += 1
        slot = Slot(tidy_cell(text), self._cells)
        for r in range(row, row + rows):
            line = self._rows.setdefault(r, {})
            for c in range(column, column + columns):
                line.setdefault(c, slot)

    def is_taken(self, row: int, column: int) -> bool:
        """Whether a cell that was placed reaches (row, column)."""
        return column in self._rows.get(row, {})

    def rows(self) -> list[Row]:
        """Rows of equal length, without empty rows and columns and those that repeat their neighbour's merged cells."""
        width = 1 + max((c for line in self._rows.values() for c in line), default=-1)
        rows = [[self._rows[r].get(c, _EMPTY) for c in range(width)] for r in sorted(self._rows)]
        rows = [row for row in rows if any(slot.text for slot in row)]
        kept = [c for c in range(width) if any(row[c].text for row in rows) and not _repeats(rows, c)]
        return [[row[c] for c in kept] for row in rows]


def tidy_cell(text: str) -> str:
    """Lines of a cell without blanks at their ends, and without empty ones."""
    lines = (
        re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in text.replace("\r", "\n").split("\n")
    )
    return "\n".join(line for line in lines if line)


def flatten(block: str) -> str:
    """A block as the text of a cell: a heading without its signs, a table within the cell a line a row."""
    if not block.startswith("|"):
        return block.lstrip("#").strip()
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in block.split("\n")]
    lines = (" ".join(filter(None, (cell.strip().replace("\\|", "|") for cell in row))) for row in rows)
    return "\n".join(line for line in lines if line.strip("- "))


def to_blocks(grid: Grid) -> list[str]:
    """Paragraphs (titles, banners, notes) and Markdown tables, in order."""
    rows = grid.rows()
    if not rows:
        return []
    if len(rows[0]) == 1:
        return [line for row in rows for line in row[0].text.split("\n")]
    blocks: list[str] = []
    remarks: list[str] = []
    start = 0
    while start < len(rows):
        said = list(dict.fromkeys(slot.text for slot in rows[start] if slot.text))
        if start + 1 < len(rows) and is_remark(_texts(rows[start]), _texts(rows[start + 1])):
            remarks += said
        elif is_banner(rows[start]):
            blocks += _banner(rows[start])
        else:
            break
        start += 1
    return [*blocks, *_body(rows[start:], grid.stated_header, find_unit(remarks)), *remarks]


def _texts(row: Row) -> list[str]:
    return [slot.text for slot in row]


def is_banner(row: Row) -> bool:
    """Whether one cell is all the row says, and it stands for the row: a title, a group, a note under the table."""
    filled = [position for position, slot in enumerate(row) if slot.text]
    if not filled or len({row[position].origin for position in filled}) > 1:
        return False
    return filled[0] == 0 and (len(filled) >= max(2, 0.6 * len(row)) or (len(row) >= 3 and len(filled) == 1))


def _banner(row: Row) -> list[str]:
    return next(slot.text for slot in row if slot.text).split("\n")


def _body(rows: list[Row], stated: int | None, unit: str | None = None) -> list[str]:
    """Tables under one header, a new one after each banner. `unit`: that of its sums."""
    depth = find_depth(rows, stated)
    values = [_texts(row) for row in rows[depth:] if not is_banner(row)]
    header = with_unit(name_columns(rows[:depth]), values, unit)
    blocks: list[str] = []
    part: list[list[str]] = []
    for row in rows[depth:]:
        if is_banner(row):
            blocks += _table(header, part)
            part = []
            blocks += _banner(row)
        elif any(_reads_like(row, named) for named in rows[:depth]):  # repeated on the next page
            continue
        else:
            part.append([join_lines(slot.text) for slot in row])
    blocks += _table(header, part)
    empty = all(
        is_banner(row) or any(_reads_like(row, named) for named in rows[:depth]) for row in rows[depth:]
    )
    if depth and empty:  # a form to be filled in
        blocks.insert(0, _markdown(header, []))
    return blocks


def _reads_like(row: Row, header: Row) -> bool:
    return _texts(row) == _texts(header)


def join_lines(text: str) -> str:
    """A cell's lines as one: a blank between them unless a mark or nothing but Chinese divides them."""
    lines = text.split("\n")
    joined = lines[0]
    for last, line in pairwise(lines):
        joined += ("" if _SENTENCE_END.search(last) else " ") + line
    return joined


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    for parts in (4, 3, 2):
        size = len(header) // parts
        repeats = size >= 2 and len(header) % parts == 0 and header == header[:size] * parts and any(header)
        if repeats:  # two or more tables side by side
            rows = [row[i : i + size] for i in range(0, len(header), size) for row in rows]
            return [_markdown(header[:size], [row for row in rows if any(row)])]
    if not any(header) and len(rows[0]) == 2:
        return [f"{label}：{value}" if label and value else label or value for label, value in rows]
    return [_markdown(header, rows)]


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    """Pipes; the rule says that what stands over it is the header, or, where that is empty, that there is none."""
    names = header or [""] * len(rows[0])
    return "\n".join([_line(names), "|" + " --- |" * len(names), *[_line(row) for row in rows]])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _repeats(rows: list[Row], column: int) -> bool:
    """Whether every cell of the column reaches into it from the left (grids of Word are often cut finer than seen)."""
    return column > 0 and all(
        row[column].origin == row[column - 1].origin and (row[column].origin or not row[column].text)
        for row in rows
    )
