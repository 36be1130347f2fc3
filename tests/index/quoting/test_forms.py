"""How quoted lines are laid out."""

import pytest

from index.model.passage import Cell, Passage
from index.quoting.forms import card_of, lay_out, rows_of, table_of


def test_materials_are_a_checklist_that_keeps_what_is_said_of_originals() -> None:
    lines = ["提交以下材料：", "申请书（原件）。", "营业执照（复印件）。"]
    assert lay_out(lines, aspect="materials", listed=True) == (
        "提交以下材料：\n□ 申请书（原件）。\n□ 营业执照（复印件）。"
    )


def test_other_items_have_a_dot_and_numbered_ones_their_number() -> None:
    assert lay_out(["甲。", "乙。"], aspect="conditions", listed=True) == "· 甲。\n· 乙。"
    assert lay_out(["1. 申请。", "2. 审核。"], aspect="procedure", listed=True) == "1. 申请。\n2. 审核。"
    assert lay_out(["（一）甲。", "第三条 乙。"], aspect=None, listed=True) == "（一）甲。\n第三条 乙。"


def test_one_line_and_prose_have_no_mark() -> None:
    assert lay_out(["营业执照（复印件）。"], aspect="materials", listed=True) == "营业执照（复印件）。"
    assert lay_out(["一句。", "又一句。"], aspect=None, listed=False) == "一句。\n又一句。"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "联系人：张三，电话：0571-12345678；地址：市民之家",
            "联系人：张三\n电话：0571-12345678\n地址：市民之家",
        ),
        ("请向科技局询问，以公布的为准。", "请向科技局询问，以公布的为准。"),
    ],
)
def test_each_fact_of_a_contact_has_its_line(line: str, shown: str) -> None:
    assert lay_out([line], aspect="contact", listed=True) == shown


def test_a_row_is_a_card_and_several_are_lines() -> None:
    row = Passage(
        0, 0, "row", "区：江岸区；联系人：亓巍", cells=(Cell("区", "江岸区"), Cell("联系人", "亓巍"))
    )
    assert card_of(row.cells) == "区：江岸区\n联系人：亓巍"
    assert rows_of([row]) == card_of(row.cells)
    assert rows_of([row, row]) == f"· {row.text}\n· {row.text}"


def test_a_table_stands_between_bars_below_its_lead_in() -> None:
    assert (
        table_of("分工如下：\n区 | 联系人\n江岸区 | 亓巍") == "分工如下：\n| 区 | 联系人 |\n| 江岸区 | 亓巍 |"
    )
