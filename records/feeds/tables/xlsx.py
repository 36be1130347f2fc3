"""XLSX: the rows of one sheet, streamed. Nothing is evaluated: of a formula the saved result is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.feeds.problems import FileRefused
from records.feeds.tables.row import MOST_COLUMNS, MOST_ROWS, Findings, Merged, Row, Unreadable
from workbooks.book import Sheet, Workbook, open_workbook
from workbooks.errors import Fault, PackageRefused
from workbooks.formats import Formats
from workbooks.package import Limits
from workbooks.sheet import Area, Cell, HiddenColumns, RowHead

EXPLANATION = "填写说明"
# Spreadsheets are packed to about a fiftieth.
_LIMITS = Limits(part=768 * 1024 * 1024, ratio=300, large=16 * 1024 * 1024)
_FORMULA = "是公式而没有保存结果，请复制后“选择性粘贴为数值”。"
_MOST_MERGED = 1_000
_INCOMPLETE = "工作簿不完整，请用 Excel 或 WPS 打开后重新保存。"
_DAMAGED = "不是完整的 xlsx 文件（或有密码），请用 Excel 或 WPS 重新保存为 .xlsx。"
_REASONS = {
    Fault.DAMAGED: _DAMAGED,
    Fault.LOCKED: _DAMAGED,
    Fault.INCOMPLETE: _INCOMPLETE,
    Fault.TOO_LARGE: "文件解开后过大，请拆成几个文件分别导入。",
    Fault.SWOLLEN: "文件压缩得异常，不像是正常的表格，请重新导出。",
    Fault.DECLARED: "文件含有外部实体声明，请用 Excel 或 WPS 打开后重新保存。",
    Fault.TOO_MANY_TEXTS: "文字过多，请拆成几个文件分别导入。",
}


class XlsxTable:
    """The rows of one sheet of a workbook."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """`sheet` names it; else the only visible one. Raises FileRefused, naming the sheets there are."""
        self._path = path
        self.findings = Findings()
        with _open(path) as book:
            self._sheet = _find_sheet(book, sheet)

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything. Raises FileRefused."""
        with _open(self._path) as book:
            row = Row(0, [])
            for item in book.read(self._sheet):
                if isinstance(item, Cell):
                    _place(row, item, book.formats)
                    continue
                if _holds_anything(row):
                    yield row
                row = _begin(item, row) if isinstance(item, RowHead) else Row(row.number, [])
                self._note(item)
            if _holds_anything(row):
                yield row

    def _note(self, item: RowHead | Area | HiddenColumns) -> None:
        if isinstance(item, Area) and len(self.findings.merged) < _MOST_MERGED:
            self.findings.merged.append(Merged(item.top + 1, item.bottom + 1, item.left, item.right))
        elif isinstance(item, HiddenColumns):
            columns = item.columns
            self.findings.hidden_columns.update(range(columns.start, min(columns.stop, MOST_COLUMNS)))


@contextmanager
def _open(path: Path) -> Iterator[Workbook]:
    try:
        with open_workbook(path, _LIMITS) as book:
            yield book
    except PackageRefused as refused:
        raise FileRefused(_REASONS[refused.fault]) from refused


def _find_sheet(book: Workbook, wanted: str | None) -> Sheet:
    sheets = {sheet.name: sheet for sheet in book.sheets if not sheet.is_hidden or sheet.name == wanted}
    there = "、".join(sheets) or "没有可见的工作表"
    if wanted is not None:
        if wanted not in sheets:
            raise FileRefused(f"没有名为“{wanted}”的工作表（有：{there}）。")
        return sheets[wanted]
    # The template's sheet of explanations comes along with what was filled in.
    filled = [name for name in sheets if name != EXPLANATION]
    if len(filled) != 1:
        raise FileRefused(f"工作簿中有 {len(filled)} 个工作表（{there}），请用 --sheet 指明要导入哪一个。")
    return sheets[filled[0]]


def _begin(head: RowHead, last: Row) -> Row:
    if not last.number < head.number <= MOST_ROWS:
        raise FileRefused("工作表的行号错乱，请用 Excel 或 WPS 重新保存。")
    return Row(head.number, [], is_hidden=head.is_hidden)


def _holds_anything(row: Row) -> bool:
    return any(value is not None for value in row.values)


def _place(row: Row, cell: Cell, formats: Formats) -> None:
    value = _value(cell, formats)
    if cell.column >= MOST_COLUMNS:
        if value is None:
            return
        raise FileRefused(f"第 {row.number} 行超过 {MOST_COLUMNS} 列，请删去多余的列。")
    if cell.column < len(row.values):
        raise FileRefused(f"第 {row.number} 行的单元格次序错乱，请用 Excel 或 WPS 重新保存。")
    row.values.extend([None] * (cell.column - len(row.values)))
    row.values.append(value)


def _value(cell: Cell, formats: Formats) -> object:
    text = cell.text
    if text is None:
        raise FileRefused(_INCOMPLETE)
    if not text and cell.kind != "s":
        return Unreadable("（公式）", _FORMULA) if cell.has_formula else None
    if cell.kind == "e":
        return Unreadable(text[:20], "是公式的出错结果，请改正后重填。")
    if cell.kind in ("s", "str", "inlineStr"):
        return text if text.strip() else None
    if cell.kind == "b":
        return "是" if text == "1" else "否"
    return text if cell.kind == "d" else _number(text, cell.style, formats)


def _number(text: str, style: str | None, formats: Formats) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    moment = formats.find_moment(number, style)
    if moment is not None:
        return moment
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
