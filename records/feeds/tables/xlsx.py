"""XLSX: the rows of one sheet, streamed. Nothing is evaluated: of a formula the saved result is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from records.feeds.problems import FileRefused
from records.feeds.tables.row import MOST_COLUMNS, MOST_ROWS, Findings, Merged, Row, Unreadable
from workbooks.package import (
    Package,
    open_package,
    read_date_styles,
    read_strings,
    release,
    unescape,
)

_BOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DAYS = 2_958_466  # to the year 9999
_FORMULA = "是公式而没有保存结果，请复制后“选择性粘贴为数值”。"
_MOST_MERGED = 1_000


class XlsxTable:
    """The rows of one sheet of a workbook."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """`sheet` names it; else the only visible one. Raises FileRefused, naming the sheets there are."""
        self._path = path
        self.findings = Findings()
        with open_package(path) as package:
            self._relations = package.relations(_BOOK)
            self._part, self._is_1904 = self._find_sheet(package, sheet)
            self._dates = read_date_styles(package, self._related("styles"))
        self._strings: list[str] = []

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything. Raises FileRefused."""
        with ExitStack() as stack:
            package = stack.enter_context(open_package(self._path))
            self._strings = read_strings(package, self._related("sharedStrings"))
            yield from self._read(package)

    def _read(self, package: Package) -> Iterator[Row]:
        row: Row | None = None
        last = 0
        for event, element in package.events(self._part, ("row", "c", "mergeCell", "col")):
            tag = etree.QName(element).localname
            if tag == "row" and event == "start":
                last = _row_number(element, last)
                row = Row(last, [], is_hidden=element.get("hidden") in ("1", "true"))
            elif tag == "c" and event == "end" and row is not None:
                self._place(row, element)
                release(element)
            elif tag == "row" and row is not None:
                release(element)
                if any(value is not None for value in row.values):
                    yield row
                row = None
            elif event == "end":
                self._note(tag, element)

    def _place(self, row: Row, cell: Any) -> None:
        found = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column_number(found[1]) if found else len(row.values)
        if column >= MOST_COLUMNS:
            if self._value(cell) is None:
                return
            raise FileRefused(f"第 {row.number} 行超过 {MOST_COLUMNS} 列，请删去多余的列。")
        if column < len(row.values):
            raise FileRefused(f"第 {row.number} 行的单元格次序错乱，请用 Excel 或 WPS 重新保存。")
        row.values.extend([None] * (column - len(row.values)))
        row.values.append(self._value(cell))

    def _value(self, cell: Any) -> object:
        kind = cell.get("t", "n")
        text: str | None = None
        has_formula = False
        for child in cell:
            tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if tag == "v":
                text = child.text
            elif tag == "f":
                has_formula = True
            elif tag == "is":
                text = "".join(part.text or "" for part in child.iter("{*}t"))
        if text is None or text == "":
            return Unreadable("（公式）", _FORMULA) if has_formula else None
        if kind == "e":
            return Unreadable(text[:20], "是公式的出错结果，请改正后重填。")
        if kind == "s":
            return self._shared(text)
        if kind in ("str", "inlineStr"):
            text = unescape(text)
            return text if text.strip() else None
        if kind == "b":
            return "是" if text == "1" else "否"
        return text if kind == "d" else self._number(text, cell.get("s"))

    def _shared(self, text: str) -> str | None:
        if not text.isdigit() or int(text) >= len(self._strings):
            raise FileRefused("工作簿不完整，请用 Excel 或 WPS 打开后重新保存。")
        shared = self._strings[int(text)]
        return shared if shared.strip() else None

    def _number(self, text: str, style: str | None) -> object:
        try:
            number = float(text)
        except ValueError:
            return text
        if style is not None and style.isdigit() and int(style) in self._dates and 0 < number < _DAYS:
            epoch = datetime(1904, 1, 1) if self._is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
            return epoch + timedelta(days=int(number), seconds=round((number - int(number)) * 86_400))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _note(self, tag: str, element: Any) -> None:
        if tag == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            begins, ends = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
            if begins and ends and len(self.findings.merged) < _MOST_MERGED:
                area = Merged(
                    int(begins[2]), int(ends[2]), _column_number(begins[1]), _column_number(ends[1])
                )
                self.findings.merged.append(area)
        elif tag == "col" and element.get("hidden") in ("1", "true"):
            first, last = element.get("min", "1"), element.get("max", "1")
            if first.isdigit() and last.isdigit():
                self.findings.hidden_columns.update(range(int(first) - 1, min(int(last), MOST_COLUMNS)))
        release(element)

    def _find_sheet(self, package: Package, wanted: str | None) -> tuple[str, bool]:
        sheets: dict[str, str] = {}
        is_1904 = False
        for event, element in package.events(_BOOK, ("sheet", "workbookPr")):
            if event == "start":
                continue
            if etree.QName(element).localname == "workbookPr":
                is_1904 = element.get("date1904") in ("1", "true")
                continue
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            kind, part = self._relations.get(relation, ("", ""))
            if kind == "worksheet" and (
                element.get("state", "visible") == "visible" or element.get("name") == wanted
            ):
                sheets[element.get("name", "")] = part
        return self._choose(sheets, wanted), is_1904

    def _choose(self, sheets: dict[str, str], wanted: str | None) -> str:
        there = "、".join(sheets) or "没有可见的工作表"
        if wanted is not None:
            if wanted not in sheets:
                raise FileRefused(f"没有名为“{wanted}”的工作表（有：{there}）。")
            return sheets[wanted]
        # The template's sheet of explanations comes along with what was filled in.
        filled = [name for name in sheets if name != EXPLANATION]
        if len(filled) != 1:
            raise FileRefused(
                f"工作簿中有 {len(filled)} 个工作表（{there}），请用 --sheet 指明要导入哪一个。"
            )
        return sheets[filled[0]]

    def _related(self, kind: str) -> str | None:
        return next((part for found, part in self._relations.values() if found == kind), None)


EXPLANATION = "填写说明"


def _row_number(element: Any, last: int) -> int:
    text = element.get("r")
    number = int(text) if text is not None and text.isdigit() else last + 1
    if not last < number <= MOST_ROWS:
        raise FileRefused("工作表的行号错乱，请用 Excel 或 WPS 重新保存。")
    return number


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
