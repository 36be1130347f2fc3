"""Good and bad files of every format."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.convert import convert
from index.model.errors import DocumentError

MakeFile = Callable[[str, str | bytes], Path]
TEXT = "萧山区科技局关于创新券的通知\n\n各企业：为做好创新券兑付工作，现将有关事项通知如下，请认真执行。"


def pdf(draw: Callable, **options: object) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def png() -> bytes:
    raw = zlib.compress(b"\x00\xff\xff\xff" * 4)
    head = struct.pack(">IIBBBBB", 1, 4, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", raw), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("创新券管理办法", 1)
    document.add_paragraph("第一条 为了规范创新券的管理，制定本办法。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["区", "联系人", "江岸区", "亓巍"], strict=True
    ):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["区", "联系人"])
    book.active.append(["江岸区", "亓巍"])
    book.active.append(["江汉区", None])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_text_in_three_encodings_reads_the_same(make_file: MakeFile) -> None:
    texts = {
        convert(make_file(f"{e}.txt", (TEXT * 5).encode(e)), e)
        for e in ("utf-8", "gb18030", "utf-8-sig", "utf-16")
    }
    assert len(texts) == 1


def test_traditional_text_in_big5(make_file: MakeFile) -> None:
    text = (
        "關於科技創新券的公告：為協助企業使用創新券，請於期限內向主管機關提出申請，並檢附相關證明文件。" * 5
    )
    assert "創新券" in convert(make_file("a.txt", text.encode("big5")), "a.txt")


def test_docx_headings_and_table(make_file: MakeFile) -> None:
    text = convert(make_file("a.docx", docx()), "a.docx")
    assert "# 创新券管理办法" in text
    assert "| 江岸区 | 亓巍 |" in text


def test_xlsx_rows_without_empty_markers(make_file: MakeFile) -> None:
    text = convert(make_file("a.xlsx", xlsx()), "a.xlsx")
    assert "| 江岸区 | 亓巍 |" in text
    assert "NaN" not in text


def test_web_page_without_its_menu(make_file: MakeFile) -> None:
    body = "".join(
        f"<p>第{n}条 企业申请创新券兑付应当提交发票和合同，由科技局受理。</p>" for n in "一二三四五"
    )
    head = "<head><meta charset=gb2312><title>创新券管理办法</title></head>"
    page = f"<html>{head}<body><nav><a href=/>首页</a></nav><article>{body}</article></body></html>"
    text = convert(make_file("a.html", page.encode("gb18030")), "a.html")
    assert text.startswith("# 创新券管理办法")
    assert "第五条 企业申请创新券兑付" in text
    assert "首页" not in text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "文件是空的"),
        ("a.txt", b" \n\n ", "文件里没有文字"),
        ("a.txt", png(), "不是文本文件"),
        ("a.md", bytes(range(256)) * 20, "不是文本文件"),
        ("a.pdf", b"not a pdf at all", "不是 PDF 文件"),
        ("a.pdf", b"%PDF-1.7\nbroken", "已损坏"),
        ("a.docx", b"PK\x03\x04 broken", "已损坏"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "加了密码"),
        ("a.xlsx", b"plain text", "已损坏"),
        ("a.html", "<html><body></body></html>", "没有正文"),
        ("a.bin", b"abcdefgh", "不支持的格式"),
    ],
)
def test_files_that_are_no_documents_are_named_with_the_reason(
    make_file: MakeFile, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        convert(make_file(name, content), f"folder/{name}")
    assert caught.value.path == f"folder/{name}"


def test_docx_that_is_another_zip(make_file: MakeFile) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(DocumentError, match="已损坏"):
        convert(make_file("a.docx", buffer.getvalue()), "a.docx")


def test_encrypted_pdf(make_file: MakeFile) -> None:
    content = pdf(lambda canvas: canvas.drawString(72, 720, "secret"), encrypt="password")
    with pytest.raises(DocumentError, match="加了密码"):
        convert(make_file("a.pdf", content), "a.pdf")


def test_scanned_pdf_without_text(make_file: MakeFile) -> None:
    from reportlab.lib.utils import ImageReader

    content = pdf(lambda canvas: canvas.drawImage(ImageReader(io.BytesIO(png())), 72, 400, 300, 300))
    with pytest.raises(DocumentError, match="扫描件"):
        convert(make_file("a.pdf", content), "a.pdf")


def test_pdf_with_text(make_file: MakeFile) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: object) -> None:
        canvas.setFont("STSong-Light", 12)  # type: ignore[attr-defined]
        for line in range(8):
            canvas.drawString(72, 720 - 20 * line, "企业申请创新券兑付应当提交发票和合同。")  # type: ignore[attr-defined]

    assert "企业申请创新券兑付" in convert(make_file("a.pdf", pdf(draw)), "a.pdf")
