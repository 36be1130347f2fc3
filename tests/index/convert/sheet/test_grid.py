"""Tables with merged cells, of any format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.convert.sheet.grid import Grid, GridTooLarge, to_blocks
from index.convert.sheet.header import is_header_row
from index.passages.tables import read_table


def grid(*rows: str) -> Grid:
    """Rows with cells divided by |; < goes on to the left, ^ above."""
    table = [row.split("|") for row in rows]
    made = Grid()
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            if text in {"<", "^", ""} or made.is_taken(r, c):
                continue
            width = 1
            while c + width < len(row) and row[c + width] == "<":
                width += 1
            height = 1
            while r + height < len(table) and table[r + height][c] == "^":
                height += 1
            made.place(r, c, text, height, width)
    return made


def test_headers_of_three_rows_are_one() -> None:
    (block,) = to_blocks(grid("区|联系方式|<|<", "^|电话|<|邮箱", "^|白天|夜间|^", "江岸区|1|2|a@b.cn"))
    table = read_table(block)
    assert table is not None
    assert table.header == ("区", "联系方式·电话·白天", "联系方式·电话·夜间", "联系方式·邮箱")


def test_long_names_of_columns_keep_their_lower_part() -> None:
    (block,) = to_blocks(
        grid("单位|联系方式（工作日上午九时至下午五时接听）|<", "^|联系人|电话", "甲|张三|1")
    )
    assert "| 单位 | 联系人 | 电话 |" in block


def test_a_label_beside_several_rows_is_no_header() -> None:
    (block,) = to_blocks(
        grid("申报材料|营业执照复印件加盖公章|一份", "^|上年度审计报告全文|两份", "^|项目申报书|三份")
    )
    assert "| 申报材料 | 上年度审计报告全文 | 两份 |" in block
    table = read_table(block)
    assert table is not None
    assert not any(table.header)


def test_labels_and_values_become_lines() -> None:
    assert to_blocks(grid("咨询热线|027-82345678", "上班|工作日九时至十七时")) == [
        "咨询热线：027-82345678",
        "上班：工作日九时至十七时",
    ]


def test_columns_cut_finer_than_seen_are_one() -> None:
    assert to_blocks(grid("事项|<|时限", "认定|<|15日")) == [
        "| 事项 | 时限 |\n| --- | --- |\n| 认定 | 15日 |"
    ]


def test_a_box_around_text_is_text() -> None:
    assert to_blocks(grid("填表须知\n一、如实填写。")) == ["填表须知", "一、如实填写。"]


def test_a_header_printed_again_on_the_next_page_is_left_out() -> None:
    (block,) = to_blocks(grid("区|电话|地址", "甲区|1|甲路", "区|电话|地址", "乙区|2|乙路"))
    assert block.count("电话") == 1


def test_pipes_in_cells_do_not_divide_them() -> None:
    made = Grid()
    for c, text in enumerate(("项目", "比例")):
        made.place(0, c, text)
    made.place(1, 0, "甲|乙")
    made.place(1, 1, "5%")
    table = read_table(to_blocks(made)[0])
    assert table is not None
    assert table.rows == (("甲|乙", "5%"),)


def test_what_nobody_reads_as_a_table_is_refused() -> None:
    with pytest.raises(GridTooLarge):
        Grid().place(0, 0, "x", rows=49_000, columns=200)
    with pytest.raises(GridTooLarge):
        Grid().place(0, 300, "x")


def test_rows_of_values_are_no_headers() -> None:
    assert not is_header_row(["1", "江岸区", "027-8234"])
    assert is_header_row(["序号", "区", "2023年", "2024年"])


CELLS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 5),
        st.integers(1, 3),
        st.integers(1, 3),
        st.text("区电话0-9|\n 。", max_size=6),
    ),
    max_size=14,
)


@given(CELLS)
def test_no_text_is_lost_and_every_row_is_whole(cells: list[tuple[int, int, int, int, str]]) -> None:
    made = Grid()
    placed: list[str] = []
    for row, column, rows, columns, text in cells:
        free = not any(
            made.is_taken(r, c) for r in range(row, row + rows) for c in range(column, column + columns)
        )
        if free:
            made.place(row, column, text, rows, columns)
            placed.append(text)
    blocks = to_blocks(made)
    whole = "".join("\n".join(blocks).replace("\\|", "|").split())
    for text in placed:
        for line in text.split("\n"):
            assert "".join(line.split()) in whole
    for block in blocks:
        if block.startswith("|") and "\n| --- |" in block:
            bars = {line.replace("\\|", "").count("|") for line in block.split("\n")}
            assert len(bars) == 1


@pytest.mark.parametrize(
    "remark", ["单位：万元|||填报日期：2025年5月1日", "|||（单位：万元）", "单位：万元|||"]
)
def test_remarks_over_the_header_stand_under_the_table_and_sums_bear_their_unit(remark: str) -> None:
    blocks = to_blocks(
        grid(
            "2025年度立项清单|<|<|<",
            remark,
            "序号|项目名称|承担单位|资助金额",
            "1|甲|一公司|10",
            "2|乙|二公司|12.5",
        )
    )
    assert blocks[0] == "2025年度立项清单"
    table = read_table(blocks[1])
    assert table is not None
    assert table.header == ("序号", "项目名称", "承担单位", "资助金额（万元）")
    assert len(table.rows) == 2
    assert "万元" in blocks[2]


def test_a_remark_over_a_form_is_not_lost() -> None:
    blocks = to_blocks(
        grid("联系人：王一|||", "申请单位|甲公司|法定代表人|张三", "地址|文昌路8号|电话|8123456")
    )
    assert "甲公司" in "".join(blocks)
    assert "联系人：王一" in blocks
