"""xlsx: each visible sheet a heading and its tables, values as shown. Nothing is evaluated, no link followed.

Hidden sheets, rows and columns are left out; charts, pictures and comments are not read.
"""

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from index.convert.office.ooxml import Package, attribute, child, children, open_package
from index.convert.sheet.grid import Grid, GridTooLarge, to_blocks
from index.convert.sheet.header import is_header_row
from index.model.errors import DocumentError
from workbooks.formats import Formats
from workbooks.sheet import Area, Sheet, read_sheet, read_strings

_BOOK = "xl/workbook.xml"


def read_xlsx(path: Path, name: str, alive: Callable[[], None] = lambda: None) -> str:
    """The workbook as Markdown. Raises DocumentError."""
    try:
        with open_package(path, name) as package:
            return "\n\n".join(_read_book(package, name, alive))
    except GridTooLarge as error:
        raise DocumentError(name, "表格太大（请拆分后再放入）") from error


def _read_book(package: Package, name: str, alive: Callable[[], None]) -> list[str]:
    book = package.tree(_BOOK)
    strings_part, styles_part = (package.related(_BOOK, kind) for kind in ("sharedStrings", "styles"))
    strings = read_strings(package.tree(strings_part) if strings_part else None)
    from_1904 = attribute(child(book, "workbookPr"), "date1904") in {"1", "true"}
    formats = Formats(package.tree(styles_part) if styles_part else None, from_1904=from_1904)
    relations = package.relations(_BOOK)
    blocks: list[str] = []
    hidden_sheets = 0
    for item in children(child(book, "sheets"), "sheet"):
        kind, part = relations.get(_relation_id(item), ("", ""))
        if kind != "worksheet" or not package.has(part):
            continue
        if attribute(item, "state") in {"hidden", "veryHidden"}:
            hidden_sheets += 1
            continue
        sheet = read_sheet(package.tree(part), strings, formats, alive)
        blocks += _sheet_blocks(attribute(item, "name") or "", sheet)
        alive()
    if not blocks and hidden_sheets:
        raise DocumentError(name, "工作表都是隐藏的（请取消隐藏要公开的工作表）")
    return blocks


def _relation_id(item: object) -> str:
    attributes: dict[str, str] = getattr(item, "attrib", {})
    return next((value for key, value in attributes.items() if key.endswith("}id")), "")


def _sheet_blocks(title: str, sheet: Sheet) -> list[str]:
    blocks: list[str] = []
    for grid in _regions(sheet):
        blocks += to_blocks(grid)
    if not blocks:
        return []
    is_default = title.lower().startswith("sheet") and title[5:].strip(" ()0123456789") == ""
    return blocks if is_default or not title.strip() else [f"## {title.strip()}", *blocks]


def _regions(sheet: Sheet) -> list[Grid]:
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


def _covered(sheet: Sheet) -> set[int]:
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
