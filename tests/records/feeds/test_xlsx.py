"""Workbooks as people save them, and as nobody should."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from records.feeds.kinds import KINDS
from records.feeds.problems import FileRefused
from records.feeds.tables.open import open_table
from records.feeds.tables.row import Unreadable
from records.feeds.tables.template import write_template
from records.feeds.tables.xlsx import XlsxTable
from records.storage.database import Database
from tests.records.feeds.support import (
    ENTERPRISES,
    SAMPLES,
    add_item,
    counts,
    problems,
    run_import,
    write_xlsx,
)

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = "</sheetData></worksheet>"


def pack(path: Path, sheet: bytes) -> Path:
    """Write a workbook of one sheet, its XML as given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def read(path: Path, sheet: str | None = None) -> list[list[object]]:
    return [row.values for row in XlsxTable(path, sheet).rows()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_is_taken_like_a_csv(database: Database, tmp_path: Path, kind: str) -> None:
    add_item(database)
    if kind != "enterprises":
        run_import(database, "enterprises", write_xlsx(tmp_path / "e.xlsx", ENTERPRISES))
    path = write_xlsx(tmp_path / "a.xlsx", SAMPLES[kind])
    rows = len(SAMPLES[kind]) - 1
    assert counts(run_import(database, kind, path)) == (rows, 0, 0, 0)
    assert counts(run_import(database, kind, path)) == (0, 0, rows, 0)


def test_values_come_as_they_are_meant(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["日期", "时刻", "数", "整数", "文字", "是否"])
    sheet.append([date(2026, 3, 5), datetime(2026, 3, 5, 14, 30), 1234.5, 7, "样例", True])  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    (_, row) = read(tmp_path / "a.xlsx")
    assert row == [
        datetime(2026, 3, 5),  # noqa: DTZ001
        datetime(2026, 3, 5, 14, 30),  # noqa: DTZ001
        1234.5,
        7,
        "样例",
        "是",
    ]


def test_a_formula_without_a_saved_result_is_refused_with_one_it_counts(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f></c>'
        '<c r="C1" t="e"><v>#REF!</v></c></row>'
    )
    ((counted, open_formula, broken),) = read(pack(tmp_path / "a.xlsx", (_SHEET + cells + _END).encode()))
    assert counted == 2
    assert isinstance(open_formula, Unreadable)
    assert "选择性粘贴为数值" in open_formula.reason
    assert isinstance(broken, Unreadable)


def test_hidden_rows_merged_cells_and_hidden_columns_are_problems(database: Database, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [*ENTERPRISES, *ENTERPRISES[1:]])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for number in (4, 5):
        sheet.cell(number, 5).value = f"1600000009{number}"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet.merge_cells("C4:C5")
    book.save(path)
    report = run_import(database, "enterprises", path)
    found = {(problem.row, problem.column): problem.message for problem in problems(report)}
    assert "被隐藏" in found[3, "（整行）"]
    assert "取消合并" in found[4, "所在地区"]
    assert "这一列被隐藏了" in found[1, "联系人手机"]
    assert not report.is_stored


def test_titles_above_and_totals_below_are_no_rows(database: Database, tmp_path: Path) -> None:
    rows = [("2026 年企业名单（样例）",), (), *ENTERPRISES, (), ("合计", "2 家"), ("备注：样例数据",)]
    report = run_import(database, "enterprises", write_xlsx(tmp_path / "a.xlsx", rows))
    assert (counts(report), report.is_stored) == ((2, 0, 0, 0), True)
    assert len(report.staged.passed_over) == 2


def test_several_sheets_need_a_name(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ENTERPRISES, title="企业")
    book = openpyxl.load_workbook(path)
    book.create_sheet("其他")
    book.save(path)
    with pytest.raises(FileRefused, match="请用 --sheet 指明"):
        XlsxTable(path)
    assert len(read(path, "企业")) == 3
    with pytest.raises(FileRefused, match="没有名为“没有”的工作表"):
        XlsxTable(path, "没有")


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_explains_each_column_and_its_sample_is_passed_over(
    database: Database, tmp_path: Path, kind: str
) -> None:
    add_item(database)
    path = tmp_path / "t.xlsx"
    write_template(KINDS[kind], path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [KINDS[kind].title, "填写说明"]
    explained = {row[0].value for row in book["填写说明"].iter_rows(min_row=2)}
    assert {column.title for column in KINDS[kind].columns} <= explained
    with pytest.raises(FileRefused, match="没有数据"):
        run_import(database, kind, path)
    sheet = book[KINDS[kind].title]
    sheet.append([None] * len(KINDS[kind].columns))
    for position, column in enumerate(KINDS[kind].columns, start=1):
        sheet.cell(3, position).value = column.sample or None
    first = next(column for column in KINDS[kind].columns if column.filled)
    sheet.cell(3, KINDS[kind].columns.index(first) + 1).value = "不对" * 200
    book.save(path)
    report = run_import(database, kind, path)
    assert "第 2 行是模板的样例" in report.staged.passed_over[0]
    assert (report.rows, report.wrong, problems(report)[0].row) == (1, 1, 3)


def _bomb() -> bytes:
    return (_SHEET + "<row r='1'>" + " " * 60_000_000 + "</row>" + _END).encode()


def _wide() -> bytes:
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(400_000))
    return f"{_SHEET}<row>{cells}</row>{_END}".encode()


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{entities}]>'
    return f'<?xml version="1.0"?>{doctype}{_SHEET}<row><c t="str"><v>&l9;</v></c></row>{_END}'.encode()


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (_bomb(), "压缩得异常"),
        (_wide(), "超过 300 列"),
        (_SHEET.encode() + b"<row><c><v>1</v>", "不是完整的 xlsx"),
        ((_SHEET + '<row><c t="s"><v>7</v></c></row>' + _END).encode(), "工作簿不完整"),
        ((_SHEET + '<row r="9"/><row r="3"/>' + _END).encode(), "行号错乱"),
        ((_SHEET + '<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>' + _END).encode(), "次序错乱"),
        (b"\x00\x01\x02", "不是完整的 xlsx"),
    ],
    ids=["bomb", "wide", "half a sheet", "no strings", "rows backwards", "cells backwards", "garbage"],
)
def test_hostile_workbooks_are_refused_in_little_memory(tmp_path: Path, sheet: bytes, message: str) -> None:
    path = pack(tmp_path / "a.xlsx", sheet)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match=message):
            list(open_table(path).rows())
        assert tracemalloc.get_traced_memory()[1] < 64_000_000
    finally:
        tracemalloc.stop()


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", _laughs())
    try:
        rows = read(path)
    except FileRefused:
        rows = []
    assert len(str(rows)) < 1_000


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "样例")
    with pytest.raises(FileRefused, match="不完整"):
        open_table(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(FileRefused, match="不是完整的 xlsx"):
        open_table(path)


def test_memory_does_not_grow_with_the_file(database: Database, tmp_path: Path) -> None:
    """Twenty thousand rows are read in no more than a few megabytes over what two thousand take."""
    add_item(database)
    peaks = []
    for number in (2_000, 20_000):
        rows = [
            ("业务编码", "业务名称", "依据文件"),
            *((f"n{each}", "样例业务", "样例文件") for each in range(number)),
        ]
        path = write_xlsx(tmp_path / f"{number}.xlsx", rows)
        tracemalloc.start()
        assert counts(run_import(database, "external-services", path))[3] == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 12_000_000
