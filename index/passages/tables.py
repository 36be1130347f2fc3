"""Tables as tabs or as Markdown pipes: a header and rows, each cell knowing its column."""

import re
from dataclasses import dataclass

from index.model.passage import Cell

_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_COUNTER = re.compile(r"序号?|[Nn][Oo]\.?|#")


@dataclass(frozen=True)
class Table:
    """`header` names the columns ("" where the table has none); every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def cells(self, row: tuple[str, ...]) -> tuple[Cell, ...]:
        """The row's cells that say something, with their columns' names: without its number in the list (序号), so
        that a row begins with what it is about."""
        cells = tuple(Cell(column, value) for column, value in zip(self.header, row, strict=True) if value)
        named = tuple(
            cell for cell in cells if not (_COUNTER.fullmatch(cell.column) and cell.value.isdecimal())
        )
        return named or cells


def read_table(block: str) -> Table | None:
    """The table a block of lines holds, or None when it is not one (fewer than two rows or two columns)."""
    lines = [line for line in block.split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    if all(line.lstrip().startswith("|") for line in lines):
        rows = [_pipes(line) for line in lines if not _RULE.match(line.strip())]
    elif sum("\t" in line for line in lines) >= 2:
        rows = [_tabs(line) for line in lines]
    else:
        return None
    width = max(len(row) for row in rows)
    if width < 2 or len(rows) < 2:
        return None
    padded = [tuple(row + [""] * (width - len(row))) for row in rows]
    if lines[0].lstrip().startswith("|") and _RULE.match(lines[1].strip()):
        return _ruled(padded[0], [row for row in padded[1:] if any(row)])
    padded = _without_captions(padded)
    if len(padded) < 2:
        return None
    if _is_header(padded[0]):
        return Table(_unique(padded[0]), tuple(_fill_down(padded[1:])))
    return Table(("",) * width, tuple(padded))


def _ruled(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table | None:
    """A Markdown table whose rule says what its header is: the row above it, or, where that is empty, none."""
    if not rows:
        return None
    return Table(_unique(header), tuple(_fill_down(rows))) if any(header) else Table(header, tuple(rows))


def describe_row(cells: tuple[Cell, ...]) -> str:
    """One row as a sentence that names its columns: 区：江岸区；联系人：亓巍."""
    return "；".join(f"{cell.column}：{cell.value}" if cell.column else cell.value for cell in cells)


def _pipes(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [cell.strip().replace("\\|", "|").replace("<br>", " ") for cell in cells]


def _tabs(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def _without_captions(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows without leading ones that fill a single cell (a caption over the table)."""
    start = 0
    while start < len(rows) - 2 and sum(bool(cell) for cell in rows[start]) <= 1:
        start += 1
    return [row for row in rows[start:] if any(row)]


def _is_header(row: tuple[str, ...]) -> bool:
    filled = [cell for cell in row if cell and cell.lower() != "nan" and not cell.startswith("Unnamed:")]
    return len(filled) >= 2 and all(
        len(cell) <= 20 and not re.fullmatch(r"[\d.,%\-—/年月日]+", cell) for cell in filled
    )


def _unique(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("" if cell.startswith("Unnamed:") else re.sub(r"\s+", "", cell) for cell in header)


def _fill_down(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows whose first cell is empty belong to the row above (a merged cell): they repeat its first cell."""
    filled: list[tuple[str, ...]] = []
    for row in rows:
        cells = tuple("" if cell == "NaN" else cell for cell in row)
        if filled and not cells[0] and any(cells[1:]):
            cells = (filled[-1][0], *cells[1:])
        filled.append(cells)
    return filled
