"""Documents as Word and WPS write them."""

from pathlib import Path
from typing import Any

import pytest

from index.convert import convert
from index.convert.office.docx_numbering import write_number
from index.passages.tables import read_table
from tests.index.convert.files import add_numbering, docx_bytes, numbered, raw, titled


def read(tmp_path: Path, fill: Any) -> list[str]:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_bytes(fill))
    return convert(path, "a.docx").split("\n\n")


def test_nested_numbers_are_written_as_word_shows_them(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        num = add_numbering(document)
        for text, level in (
            ("总体要求", 0),
            ("支持范围", 0),
            ("企业购买服务", 1),
            ("检验检测；", 2),
            ("研发设计：", 2),
            ("工业设计。", 3),
            ("高校开放仪器", 1),
            ("重新计数。", 2),
        ):
            numbered(document, text, num, level)

    assert read(tmp_path, fill) == [
        "一、总体要求",
        "二、支持范围",
        "（一）企业购买服务",
        "1. 检验检测；",
        "2. 研发设计：",
        "(1)工业设计。",
        "（二）高校开放仪器",
        "1. 重新计数。",
    ]


def test_numbers_go_on_between_other_paragraphs_and_start_anew_where_the_list_says(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        num = add_numbering(document, [("chineseCounting", "第%1条")])
        numbered(document, "为规范管理，制定本办法。", num)
        document.add_paragraph("本条适用于全市。")
        numbered(document, "本办法自发布之日起施行。", num)
        again = add_numbering(document, [("decimalEnclosedCircle", "%1")], number=93)
        numbered(document, "甲方。", again)

    assert read(tmp_path, fill) == [
        "第一条 为规范管理，制定本办法。",
        "本条适用于全市。",
        "第二条 本办法自发布之日起施行。",
        "① 甲方。",
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (15, "chineseLegalSimplified", "壹拾伍"),
        (3, "ideographTraditional", "丙"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalEnclosedCircle", "⑦"),
        (2, "decimalFullWidth", "２"),
        (30, "decimalEnclosedCircle", "30"),
        (5, "somethingNew", "5"),
    ],
)
def test_forms_of_numbers(value: int, form: str, shown: str) -> None:
    assert write_number(value, form) == shown


def test_title_set_large_and_headings_by_style(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        titled(document, "江城市科学技术局文件", 30)
        titled(document, "江科规〔2024〕12号", 16)
        titled(document, "江城市科学技术局关于印发《创新券", 22)
        titled(document, "管理办法》的通知", 22)
        document.add_paragraph("各区科技局：")
        numbered(document, "支持范围", add_numbering(document), 0, "Heading 1")

    assert read(tmp_path, fill) == [
        "江城市科学技术局文件",
        "江科规〔2024〕12号",
        "# 江城市科学技术局关于印发《创新券管理办法》的通知",
        "各区科技局：",
        "## 一、支持范围",
    ]


def test_merged_cells_make_complete_rows(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(rows=6, cols=4)
        texts = {(1, 0): "序号", (1, 1): "单位", (1, 2): "联系方式", (2, 2): "联系人", (2, 3): "电话"}
        texts |= {(3, 0): "1", (3, 1): "江岸区科技局", (3, 2): "张三", (3, 3): "027-1111"}
        texts |= {
            (4, 0): "2",
            (4, 2): "李四",
            (4, 3): "027-2222",
            (0, 0): "附件1 一览表",
            (5, 0): "注：有变动以公告为准。",
        }
        for a, b in (
            ((0, 0), (0, 3)),
            ((1, 2), (1, 3)),
            ((1, 0), (2, 0)),
            ((1, 1), (2, 1)),
            ((3, 1), (4, 1)),
        ):
            table.cell(*a).merge(table.cell(*b))
        table.cell(5, 0).merge(table.cell(5, 3))
        for place, text in texts.items():
            table.cell(*place).text = text

    blocks = read(tmp_path, fill)
    assert blocks[0] == "附件1 一览表"
    assert blocks[2] == "注：有变动以公告为准。"
    table = read_table(blocks[1])
    assert table is not None
    assert table.header == ("序号", "单位", "联系方式·联系人", "联系方式·电话")
    assert table.rows == (
        ("1", "江岸区科技局", "张三", "027-1111"),
        ("2", "江岸区科技局", "李四", "027-2222"),
    )


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        raw(
            document,
            '<w:p><w:r><w:t>补助上限</w:t></w:r><w:del w:id="1"><w:r><w:delText>十万元</w:delText></w:r></w:del>'
            '<w:ins w:id="2"><w:r><w:t>二十万元</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r></w:p>',
        )
        raw(
            document,
            '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>申请人应当</w:t></w:r></w:p>',
        )
        raw(document, "<w:p><w:r><w:t>提交材料。</w:t></w:r></w:p>")
        raw(
            document,
            '<w:p><w:moveFrom w:id="4"><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:r><w:t>不动。</w:t></w:r></w:p>',
        )

    assert read(tmp_path, fill) == ["补助上限二十万元。", "申请人应当提交材料。", "不动。"]


def test_text_boxes_are_read_once_and_hidden_text_not_at_all(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>咨询电话：12345</w:t></w:r></w:p></w:txbxContent>"

    def fill(document: Any) -> None:
        raw(
            document,
            '<w:p><w:r><w:t>正文第一段在此。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps">'
            f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
            "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
        )

    assert read(tmp_path, fill) == ["正文第一段在此。", "咨询电话：12345"]


def test_headers_footers_and_contents_are_left_out(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉内容"
        document.sections[0].footer.paragraphs[0].text = "第1页"
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("一、总则......1", style="toc 1")
        document.add_paragraph("第一条 制定本办法。")

    assert read(tmp_path, fill) == ["第一条 制定本办法。"]


def test_footnotes_stand_under_their_paragraph(tmp_path: Path) -> None:
    from tests.index.convert.files import read_part, with_parts

    def fill(document: Any) -> None:
        raw(
            document,
            '<w:p><w:r><w:t>按比例补助。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        )
        document.add_paragraph("第二段在此。")

    data = docx_bytes(fill)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = f'<w:footnotes {space}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    notes += '<w:footnote w:id="2"><w:p><w:r><w:t>比例见附件二。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    part = "word/_rels/document.xml.rels"
    link = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>'
    )
    relations = read_part(data, part).decode().replace("</Relationships>", link)
    path = tmp_path / "a.docx"
    path.write_bytes(with_parts(data, {"word/footnotes.xml": notes.encode(), part: relations.encode()}))
    assert convert(path, "a.docx").split("\n\n") == ["按比例补助。", "注：比例见附件二。", "第二段在此。"]


def test_nested_bullets_keep_their_levels(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        num = add_numbering(document, [("bullet", "●"), ("bullet", "o")], number=94)
        numbered(document, "营业执照", num)
        numbered(document, "副本即可", num, 1)
        numbered(document, "审计报告", num)

    assert read(tmp_path, fill) == ["- 营业执照", "  - 副本即可", "- 审计报告"]


def test_line_breaks_and_tabs_do_not_make_tables(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("联系人：张三\t电话：027-1111\n地址：科技路1号")

    assert read(tmp_path, fill) == ["联系人：张三 电话：027-1111", "地址：科技路1号"]


def test_a_table_in_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            [c for row in table.rows for c in row.cells], ("事项", "说明", "认定", ""), strict=True
        ):
            cell.text = text
        inner = table.cell(1, 1).add_table(2, 2)
        for cell, text in zip(
            [c for row in inner.rows for c in row.cells], ("材料", "份数", "执照", "1份"), strict=True
        ):
            cell.text = text

    assert "| 认定 | 材料 份数 执照 1份 |" in read(tmp_path, fill)[0]


def test_formulas_and_fields_read_as_shown(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        raw(
            document,
            "<w:p><m:oMath><m:r><m:t>占比=</m:t></m:r><m:f><m:num><m:r><m:t>研发费用</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>销售收入</m:t></m:r></m:den></m:f></m:oMath></w:p>",
        )
        raw(
            document,
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://x"</w:instrText>'
            "</w:r><w:r><w:t>申报系统已开放。</w:t></w:r></w:p>",
        )

    assert read(tmp_path, fill) == ["占比=研发费用/销售收入", "申报系统已开放。"]
