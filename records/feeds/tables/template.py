"""An empty workbook to fill in: the headers, one sample row, and a sheet that explains each column."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from records.feeds.columns import Column
from records.feeds.kinds.kind import Kind
from records.feeds.tables.xlsx import EXPLANATION

_TEXT = "@"  # so that long numbers keep their digits
_FORMATTED_ROWS = 1_000
_HEADER = PatternFill("solid", fgColor="DDE7F3")


def write_template(kind: Kind, path: Path) -> None:
    """Write the template of a kind. Raises OSError."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = kind.title
    sheet.append([_header(column) for column in kind.columns])
    sheet.append([column.sample or None for column in kind.columns])
    for position, column in enumerate(kind.columns, start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = max(14, 2 * len(_header(column)) + 4)
        for row in range(2, _FORMATTED_ROWS + 1):
            sheet.cell(row, position).number_format = _TEXT
        _make_header(sheet, position)
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(EXPLANATION), kind)
    book.save(path)


def _header(column: Column) -> str:
    unit = "（元）" if "元" in column.units else ""
    return f"{column.title}{unit}{'（必填）' if column.filled else ''}"


def _make_header(sheet: Worksheet, position: int) -> None:
    cell = sheet.cell(1, position)
    cell.font, cell.fill = Font(bold=True), _HEADER
    cell.alignment = Alignment(horizontal="center")


def _explain(sheet: Worksheet, kind: Kind) -> None:
    sheet.append(["列名", "是否必填", "说明", "样例", "也可以写成"])
    for position in range(1, 6):
        _make_header(sheet, position)
    for column in kind.columns:
        filled = "必填" if column.filled else "选填"
        names = "、".join((column.field, *column.names))
        sheet.append([column.title, filled, column.help, column.sample, names])
    sheet.append([])
    for note in (
        *kind.notes,
        "日期写成 2026-03-05、2026/3/5 或 2026年3月5日。",
        "第 2 行是样例，导入时略过，可以删去。有一行不对，整个文件都不导入。",
    ):
        sheet.append([note])
    for letter, width in zip("ABCDE", (24, 10, 60, 30, 60), strict=True):
        sheet.column_dimensions[letter].width = width
