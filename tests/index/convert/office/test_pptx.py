"""Slides."""

import io
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from index.convert import convert


def read(tmp_path: Path, fill: Any) -> list[str]:
    show = Presentation()
    fill(show)
    buffer = io.BytesIO()
    show.save(buffer)
    (tmp_path / "a.pptx").write_bytes(buffer.getvalue())
    return convert(tmp_path / "a.pptx", "a.pptx").split("\n\n")


def test_titles_lists_with_levels_and_no_notes(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = "申报条件"
        frame = slide.placeholders[1].text_frame
        frame.text = "注册一年以上"
        for text, level in (("研发费用占比", 0), ("收入五千万以下为5%", 1)):
            paragraph = frame.add_paragraph()
            paragraph.text, paragraph.level = text, level
        slide.notes_slide.notes_text_frame.text = "讲稿不应出现"

    assert read(tmp_path, fill) == [
        "## 申报条件",
        "- 注册一年以上",
        "- 研发费用占比",
        "  - 收入五千万以下为5%",
    ]


def test_tables_with_merged_cells_and_boxes_in_reading_order(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        slide = show.slides.add_slide(show.slide_layouts[5])
        low = slide.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(1))
        low.text_frame.text = "数据截至2024年。"
        slide.shapes.title.text = "奖励标准"
        table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
        for r, row in enumerate(
            (("级别", "首次认定", "重新认定"), ("市级", "20万元", "10万元"), ("区级", "", "5万元"))
        ):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
        table.cell(1, 1).merge(table.cell(2, 1))

    blocks = read(tmp_path, fill)
    assert blocks[0] == "## 奖励标准"
    assert "| 区级 | 20万元 | 5万元 |" in blocks[1]
    assert blocks[2] == "数据截至2024年。"


def test_hidden_slides_are_left_out_and_groups_read(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        hidden = show.slides.add_slide(show.slide_layouts[5])
        hidden.shapes.title.text = "内部讨论"
        hidden._element.set("show", "0")
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = "办理流程"
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(
            Inches(1), Inches(2), Inches(3), Inches(1)
        ).text_frame.text = "第一步登录系统"

    assert read(tmp_path, fill) == ["## 办理流程", "第一步登录系统"]
