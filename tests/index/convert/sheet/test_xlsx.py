"""Contact and catalogue sheets."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from index.convert import convert
from index.model.errors import DocumentError
from index.passages.tables import describe_row, read_table


def write(path: Path, fill: Any) -> Path:
    book = Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())
    return path


def read(tmp_path: Path, fill: Any) -> list[str]:
    return convert(write(tmp_path / "a.xlsx", fill), "a.xlsx").split("\n\n")


def contacts(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "联系方式"
    sheet.append(["江城市各区科技局联系方式"])
    sheet.append(["序号", "区", "联系方式", None, "更新日期", "占比"])
    sheet.append([None, None, "联系人", "电话", None, None])
    sheet.append([1, "江岸区", "张三", "027-8234", date(2024, 5, 1), 0.5])
    sheet.append([2, None, "李四", 82345678, datetime.fromisoformat("2024-05-02"), 0.125])
    sheet.append(["二、远城区"])
    sheet.append([3, "新城区", "王五", "12345", None, None])
    sheet.append([])
    sheet.append(["注：工作日接听。"])
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "B4:B5", "A6:F6"):
        sheet.merge_cells(area)
    sheet["E4"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["E5"].number_format = "yyyy/m/d"
    sheet["F4"].number_format = "0%"
    sheet["F5"].number_format = "0.0%"


def test_title_headers_of_two_rows_merged_cells_groups_and_notes(tmp_path: Path) -> None:
    blocks = read(tmp_path, contacts)
    assert blocks[:2] == ["## 联系方式", "江城市各区科技局联系方式"]
    assert blocks[3] == "二、远城区"
    assert blocks[5] == "注：工作日接听。"
    first, second = (read_table(block) for block in (blocks[2], blocks[4]))
    assert first is not None
    assert second is not None
    assert describe_row(first.cells(first.rows[1])) == (
        "区：江岸区；联系方式·联系人：李四；联系方式·电话：82345678；更新日期：2024-05-02；占比：12.5%"
    )
    assert (
        describe_row(second.cells(second.rows[0]))
        == "区：新城区；联系方式·联系人：王五；联系方式·电话：12345"
    )
    assert "2024年5月1日" in blocks[2]


def test_hidden_sheets_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.append(["事项", "部门", "内部备注"])
        sheet.append(["认定", "高新处", "勿外传"])
        sheet.append(["旧事项", "撤销处", ""])
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        secret = book.create_sheet("内部")
        secret.append(["口令", "123456"])
        secret.sheet_state = "hidden"

    text = "\n\n".join(read(tmp_path, fill))
    assert "认定" in text
    assert not any(word in text for word in ("勿外传", "撤销处", "口令"))


def test_a_book_of_hidden_sheets_is_refused_with_what_to_do(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.create_sheet("内部")
        sheet.append(["事项名称", "办理部门"])
        sheet.append(["认定", "高新处"])
        sheet.sheet_state = "veryHidden"

    with pytest.raises(DocumentError, match="取消隐藏"):
        read(tmp_path, fill)


def test_formulas_give_the_saved_value_and_links_are_not_followed(tmp_path: Path) -> None:
    from tests.index.convert.files import read_part, with_parts

    def fill(book: Workbook) -> None:
        book.active.append(["项目", "金额", "依据"])
        book.active.append(["甲项目", "=SUM(1,2)", '=WEBSERVICE("http://127.0.0.1:9/x")'])

    path = write(tmp_path / "a.xlsx", fill)
    data = path.read_bytes()
    part = "xl/worksheets/sheet1.xml"
    sheet = read_part(data, part).replace(b"<f>SUM(1,2)</f><v></v>", b"<f>SUM(1,2)</f><v>42</v>")
    sheet = sheet.replace(b"<f>SUM(1,2)</f><v/>", b"<f>SUM(1,2)</f><v>42</v>")
    path.write_bytes(with_parts(data, {part: sheet}))
    text = convert(path, "a.xlsx")
    assert "| 甲项目 | 42 |" in text
    assert "WEBSERVICE" not in text
    assert "SUM" not in text


def test_two_tables_on_a_sheet_and_two_side_by_side(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        for row in (
            ["事项", "时限"],
            ["认定", "15个工作日"],
            [],
            ["部门", "联系人", "电话"],
            ["高新处", "张三", "1"],
        ):
            sheet.append(row)
        beside = book.create_sheet("通讯录")
        for row in (["姓名", "电话", "姓名", "电话"], ["甲", "101", "乙", "102"], ["丙", "103", None, None]):
            beside.append(row)

    tables = [table for block in read(tmp_path, fill) if (table := read_table(block))]
    assert [table.header for table in tables] == [
        ("事项", "时限"),
        ("部门", "联系人", "电话"),
        ("姓名", "电话"),
    ]
    assert tables[2].rows == (("甲", "101"), ("丙", "103"), ("乙", "102"))


def test_empty_columns_and_rows_are_dropped(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        book.active.append([None, "事项", None, "电话"])
        book.active.append([None, "认定", None, "027-12345678"])
        book.active["XFD1048576"] = " "

    assert read(tmp_path, fill) == ["| 事项 | 电话 |\n| --- | --- |\n| 认定 | 027-12345678 |"]


def test_a_stray_cell_far_out_and_a_merged_area_of_the_whole_sheet_cost_nothing(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        book.active.append(["事项", "部门", "电话"])
        book.active.append(["认定", "高新处", "027-12345678"])
        book.active["XFC1048576"] = "远处"

    from tests.index.convert.files import read_part, with_parts

    path = write(tmp_path / "a.xlsx", fill)
    part = "xl/worksheets/sheet1.xml"
    merged = b'</sheetData><mergeCells><mergeCell ref="XFC1048576:XFD1048576"/><mergeCell ref="A3:XFD9999"/>'
    sheet = read_part(path.read_bytes(), part).replace(b"</sheetData>", merged + b"</mergeCells>")
    path.write_bytes(with_parts(path.read_bytes(), {part: sheet}))
    assert "| 认定 | 高新处 | 027-12345678 |" in convert(path, "a.xlsx")


def test_hidden_columns_that_are_named_after_the_rows_are_left_out(tmp_path: Path) -> None:
    from tests.index.convert.files import read_part, with_parts

    def fill(book: Workbook) -> None:
        book.active.append(["事项", "部门", "内部备注"])
        book.active.append(["认定", "高新处", "勿外传"])

    path = write(tmp_path / "a.xlsx", fill)
    part = "xl/worksheets/sheet1.xml"
    hidden = b'</sheetData><cols><col min="3" max="3" hidden="1"/></cols>'
    sheet = read_part(path.read_bytes(), part).replace(b"</sheetData>", hidden)
    path.write_bytes(with_parts(path.read_bytes(), {part: sheet}))
    text = convert(path, "a.xlsx")
    assert "| 认定 | 高新处 |" in text
    assert "勿外传" not in text
