"""Pdf with text."""

from pathlib import Path
from typing import Any

import pytest
from reportlab.platypus import Paragraph, Spacer

from index.convert import convert
from index.model.errors import DocumentError
from index.passages.tables import read_table
from tests.index.convert.pages import (
    FONT,
    HEIGHT,
    WIDTH,
    canvas_bytes,
    ruled_table,
    story_bytes,
    style,
    use_font,
)

ARTICLE = (
    "企业申请第{n}类补助的，应当在项目完成后三个月内向区科技局提交申请材料，"
    "区科技局在十五个工作日内完成审核，逾期不予受理。"
)


def read(tmp_path: Path, data: bytes) -> list[str]:
    (tmp_path / "a.pdf").write_bytes(data)
    return convert(tmp_path / "a.pdf", "a.pdf").split("\n\n")


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    use_font()
    articles = [f"第{n}条 {ARTICLE.format(n=n)}" for n in range(1, 41)]
    blocks = read(tmp_path, story_bytes([Paragraph(text, style(10)) for text in articles], columns=2))
    assert [block.replace(" ", "") for block in blocks] == [text.replace(" ", "") for text in articles]


def test_a_title_over_two_columns_comes_first(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont(FONT, 20)
        canvas.drawCentredString(WIDTH / 2, 760, "江城市科技创新券管理办法")
        canvas.setFont(FONT, 10)
        for line in range(20):
            canvas.drawString(60, 700 - 15 * line, f"左栏第{line + 10}行文字排满这一栏的宽度为止")
            canvas.drawString(320, 700 - 15 * line, f"右栏第{line + 10}行文字排满这一栏的宽度为止")

    text = "".join(read(tmp_path, canvas_bytes(draw)))
    assert text.startswith("# 江城市科技创新券管理办法")
    assert text.index("左栏第29行") < text.index("右栏第10行")


def test_running_headers_and_page_numbers_are_left_out_and_paragraphs_go_on_over_pages(
    tmp_path: Path,
) -> None:
    use_font()
    long = "".join(ARTICLE.format(n=n) for n in range(1, 60))
    blocks = read(tmp_path, story_bytes([Paragraph(long, style())]))
    assert blocks == [long]


def test_titles_marks_and_indents_make_paragraphs(tmp_path: Path) -> None:
    use_font()
    story = [
        Paragraph("江城市科学技术局关于组织申报二〇二四年度科技创新券的通知", style(20, centred=True)),
        Paragraph("江科规〔2024〕12号", style(12, centred=True)),
        Spacer(1, 20),
        Paragraph("各有关单位：", style(12, indent=False)),
        Paragraph("一、申报条件", style()),
        Paragraph(f"（一）{ARTICLE.format(n=1)}", style()),
        Paragraph(f"（二）{ARTICLE.format(n=2)}", style()),
    ]
    assert read(tmp_path, story_bytes(story, furniture=False)) == [
        "# 江城市科学技术局关于组织申报二〇二四年度科技创新券的通知",
        "江科规〔2024〕12号",
        "各有关单位：",
        "一、申报条件",
        f"（一）{ARTICLE.format(n=1)}",
        f"（二）{ARTICLE.format(n=2)}",
    ]


def test_a_table_over_two_pages_is_one_with_its_merged_cells(tmp_path: Path) -> None:
    use_font()
    rows = [["序号", "区", "联系方式", ""], ["", "", "联系人", "电话"]]
    rows += [[str(n), "江岸区", f"张{n}", f"027-{n:04d}"] for n in range(1, 51)]
    spans = [(0, 0, 0, 1), (1, 0, 1, 1), (2, 0, 3, 0)]
    story = [ruled_table(rows, spans, [40, 100, 100, 140]), Paragraph("以上如有变动，以公告为准。", style())]
    blocks = read(tmp_path, story_bytes(story))
    table = read_table(blocks[0])
    assert table is not None
    assert table.header == ("序号", "区", "联系方式·联系人", "联系方式·电话")
    assert table.rows == tuple((str(n), "江岸区", f"张{n}", f"027-{n:04d}") for n in range(1, 51))
    assert blocks[1:] == ["以上如有变动，以公告为准。"]


def test_a_table_without_lines(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont(FONT, 12)
        for number, row in enumerate(
            (("区", "联系人", "电话"), ("江岸区", "亓巍", "1234"), ("江汉区", "石俊马", "5678"))
        ):
            for column, text in enumerate(row):
                canvas.drawString(80 + 150 * column, 700 - 24 * number, text)

    blocks = read(tmp_path, canvas_bytes(draw))
    assert blocks == [
        "| 区 | 联系人 | 电话 |\n| --- | --- | --- |\n| 江岸区 | 亓巍 | 1234 |\n| 江汉区 | 石俊马 | 5678 |"
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("stated", [True, False])
def test_rotated_pages_read_upright(tmp_path: Path, turn: int, stated: bool) -> None:
    def draw(canvas: Any) -> None:
        if stated:
            canvas.setPageRotation(turn)
        else:
            canvas.translate(WIDTH / 2, HEIGHT / 2)
            canvas.rotate(turn)
            canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        canvas.setFont(FONT, 12)
        for number in range(5):
            canvas.drawString(100, 500 - 20 * number, f"第{number + 1}条 企业应当按时提交材料。")

    text = "".join(read(tmp_path, canvas_bytes(draw))).replace(" ", "")
    assert text == "".join(f"第{n}条企业应当按时提交材料。" for n in range(1, 6))


def test_slanted_watermarks_and_double_printing_are_left_out(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 40)
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()
        canvas.setFont(FONT, 12)
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "企业应当按时提交申请材料。")

    assert read(tmp_path, canvas_bytes(draw)) == ["企业应当按时提交申请材料。"]


def test_hyphenated_words_are_mended(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(
            (
                "The applicant shall keep the receipts of the research and develop-",
                "ment expenditure for ten years.",
            )
        ):
            canvas.drawString(72, 700 - 16 * number, line)

    assert read(tmp_path, canvas_bytes(draw)) == [
        "The applicant shall keep the receipts of the research and development expenditure for ten years."
    ]


def test_encrypted(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="加了密码"):
        read(tmp_path, canvas_bytes(lambda canvas: canvas.drawString(72, 720, "secret"), encrypt="password"))


def test_a_loop_in_the_page_tree_ends(tmp_path: Path) -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>",
        b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 4\n0000000000 65535 f \n%strailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    with pytest.raises(DocumentError, match="损坏"):
        read(tmp_path, body + tail % (table, len(body)))
