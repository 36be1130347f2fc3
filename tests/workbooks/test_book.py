"""What a workbook holds, as it is written."""

from __future__ import annotations

from pathlib import Path

from tests.workbooks.files import pack, sheet
from workbooks.book import open_workbook
from workbooks.package import Limits
from workbooks.sheet import Area, Cell, HiddenColumns, Item, RowHead

LIMITS = Limits(part=1_000_000, ratio=100, large=100_000)
STRINGS = (
    "<sst><si><t>高新处</t></si>"
    "<si><r><t>张</t></r><r><t>三_x000D_\n027</t></r><rPh><t>ZHANG</t></rPh></si></sst>"
)


def read(tmp_path: Path, inner: str, number: int = 0, **parts: str) -> list[Item]:
    named = {f"xl/{name}.xml": part for name, part in parts.items()}
    path = pack(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet(inner), **named})
    with open_workbook(path, LIMITS) as book:
        return list(book.read(book.sheets[number]))


def texts(items: list[Item]) -> list[str | None]:
    return [item.text for item in items if isinstance(item, Cell)]


def test_sheets_have_names_parts_and_may_be_hidden(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", {})
    with open_workbook(path, LIMITS) as book:
        assert [(each.name, each.is_hidden, book.has(each)) for each in book.sheets] == [
            ("甲", False, True),
            ("乙", True, True),
        ]


def test_rows_cells_merged_areas_and_hidden_columns_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        '<cols><col min="2" max="3" hidden="1"/><col min="4" max="9"/></cols><sheetData>'
        '<row r="3" hidden="true"><c r="C3" s="5"><f>1+1</f><v>2</v></c><c><v>7</v></c></row><row><c t="b"/></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="nonsense"/></mergeCells>',
    )
    assert items == [
        HiddenColumns(range(1, 3)),
        RowHead(3, is_hidden=True),
        Cell(2, "n", "2", "5", has_formula=True),
        Cell(3, "n", "7", None, has_formula=False),
        RowHead(4, is_hidden=False),
        Cell(0, "b", "", None, has_formula=False),
        Area(0, 0, 1, 2),
    ]


def test_rows_and_columns_of_drawings_are_none_of_the_sheet(tmp_path: Path) -> None:
    drawn = "<xdr:from><xdr:col>0</xdr:col><xdr:row>1</xdr:row></xdr:from>"
    items = read(tmp_path, f'<sheetData><row r="1"/></sheetData><controls>{drawn}</controls>')
    assert items == [RowHead(1, is_hidden=False)]


def test_shared_and_inline_texts_come_without_the_signs_over_them(tmp_path: Path) -> None:
    inner = (
        '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>²</v></c>'
        '<c t="inlineStr"><is><r><t>李</t></r><rPh><t>LI</t></rPh><r><t>四</t></r></is></c>'
        '<c t="str"><v>a_x0041_</v></c></row></sheetData>'
    )
    assert texts(read(tmp_path, inner, sharedStrings=STRINGS)) == [
        "高新处",
        "张三\r\n027",
        None,
        None,
        "李四",
        "aA",
    ]


def test_formats_are_those_of_cells_and_not_of_conditions(tmp_path: Path) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy-mm-dd"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="200"/><xf numFmtId="10"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="200" formatCode="0.00"/></dxf></dxfs></styleSheet>'
    )
    path = pack(tmp_path / "a.xlsx", {"xl/styles.xml": styles})
    with open_workbook(path, LIMITS) as book:
        assert [book.formats.show("46086", style) for style in ("0", "1")] == ["2026-03-05", "4608600.00%"]
