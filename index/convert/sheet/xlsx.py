"""xlsx: each visible sheet a heading and its tables, values as shown. Nothing is evaluated, no link followed.

Hidden sheets, rows and columns are left out; charts, pictures and comments are not read.
"""

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from index.convert.office.ooxml import LIMITS, faults_of
from index.convert.sheet.grid import Grid, GridTooLarge, to_blocks
from index.convert.sheet.header import is_header_row
from index.convert.sheet.shown import Shown, collect
from index.model.errors import DocumentError
from workbooks.book import Workbook, open_workbook
from workbooks.sheet import Area


def read_xlsx(path: Path, name: str, alive: Callable[[], None] = lambda: None) -> str:
    """The workbook as Markdown. Raises DocumentError."""
    try:
        with faults_of(name), open_workbook(path, LIMITS) as book:
            blocks = _read_book(book, alive)
            if not blocks and any(sheet.is_hidden and book.has(sheet) for sheet in book.sheets):
                raise DocumentError(name, "工作表都是隐藏的（请取消隐藏要公开的工作表）")
    except GridTooLarge as error:
        raise DocumentError(name, "表格太大（请拆分后再放入）") from error
    return "\n\n".join(blocks)


def _read_book(book: Workbook, alive: Callable[[], None]) -> list[str]:
    blocks: list[str] = []
    for sheet in book.sheets:
        if not sheet.is_hidden and book.has(sheet):
            blocks += _sheet_blocks(sheet.name, collect(book.read(sheet), book.formats, alive))
            alive()
    return blocks


def _sheet_blocks(title: str, sheet: Shown) -> list[str]:
    blocks: list[str] = []
    for grid in _regions(sheet):
        blocks += to_blocks(grid)
    if not blocks:
        return []
    is_default = title.lower().startswith("sheet") and title[5:].strip(" ()0123456789") == ""
    return blocks if is_default or not title.strip() else [f"## {title.strip()}", *blocks]


def _regions(sheet: Shown) -> list[Grid]:
    """The sheet's tables: divided at empty rows where a new header or title follows, else held together."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.cells.items():
        rows.setdefault(row, {})[column] = text
    groups: list[list[int]] = []
    covered = _covered(sheet)
    last: int | None = None
    for row in sorted(rows):
        is_apart = last is not None and row > last + 1 and not covered.issuperset(range(last + 1, row))
        if not groups or (is_apart and _begins(rows[row], rows[groups[-1][-1]])):
            groups.append([])
        groups[-1].append(row)
        last = row
    return [_grid(rows, sheet.merged, group) for group in groups]


def _covered(sheet: Shown) -> set[int]:
    """Rows that a merged cell with text reaches into: not empty, though nothing else stands there."""
    areas = [area for area in sheet.merged if sheet.cells.get(area[:2]) and area[2] - area[0] < 5_000]
    return {row for area in areas for row in range(area[0] + 1, area[2] + 1)}


def _begins(row: dict[int, str], above: dict[int, str]) -> bool:
    """Whether a row after an empty one begins another table: a title alone, or a header of other columns."""
    if len(row) == 1:
        return len(above) != 1
    return is_header_row([row[column] for column in sorted(row)], needs_known_word=True) and set(row) != set(
        above
    )


def _grid(rows: dict[int, dict[int, str]], merged: list[Area], group: list[int]) -> Grid:
    """Only rows and columns with text take a place: a stray cell far out costs nothing."""
    grid = Grid()
    columns = sorted({column for row in group for column in rows[row]})
    row_at = {row: number for number, row in enumerate(group)}
    column_at = {column: number for number, column in enumerate(columns)}
    areas = {(area[0], area[1]): area for area in merged if area[0] in row_at}
    for row in group:
        for column in sorted(rows[row]):
            _, _, bottom, edge = areas.get((row, column), (row, column, row, column))
            height = bisect_right(group, bottom) - row_at[row]
            width = bisect_right(columns, edge) - column_at[column]
            grid.place(row_at[row], column_at[column], rows[row][column], height, width)
    return grid
