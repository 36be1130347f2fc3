"""Files that are broken, mislabelled or meant to do harm: a clear reason, in bounded time."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from pptx import Presentation

from index.convert import convert
from index.model.errors import DocumentError
from tests.index.convert.files import docx_bytes, read_part, with_parts
from tests.index.convert.pages import FONT, canvas_bytes

WORDS = "企业应当按时向区科技局提交申请材料，逾期不予受理。"


def docx() -> bytes:
    return docx_bytes(lambda document: [document.add_paragraph(f"第{n}条 {WORDS}") for n in range(40)])


def xlsx() -> bytes:
    book = Workbook()
    for number in range(60):
        book.active.append([number, WORDS, "电话"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pptx() -> bytes:
    show = Presentation()
    for _ in range(3):
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = WORDS
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    def draw(canvas: object) -> None:
        for _ in range(3):
            canvas.setFont(FONT, 12)  # type: ignore[attr-defined]
            canvas.drawString(60, 700, WORDS)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return canvas_bytes(draw)


MAKERS: dict[str, Callable[[], bytes]] = {"docx": docx, "xlsx": xlsx, "pptx": pptx, "pdf": pdf}


def read(tmp_path: Path, name: str, data: bytes, seconds: float = 15) -> str:
    """The text, or the reason why there is none; in time either way."""
    (tmp_path / name).write_bytes(data)
    started = time.monotonic()
    try:
        text = convert(tmp_path / name, name)
    except DocumentError as error:
        text = f"REFUSED {error.reason}"
    assert time.monotonic() - started < seconds
    return text


@pytest.mark.parametrize("kind", MAKERS)
def test_truncated_and_damaged_files(tmp_path: Path, kind: str) -> None:
    whole = MAKERS[kind]()
    for share in (0.1, 0.5, 0.9, 0.99):
        text = read(tmp_path, f"a.{kind}", whole[: int(len(whole) * share)])
        assert text.startswith("REFUSED") or "企业应当按时" in text
    for step in (37, 211, 1009):
        damaged = bytearray(whole)
        for place in range(len(damaged) // 4, len(damaged) - 100, step):
            damaged[place] ^= 0x5A
        read(tmp_path, f"a.{kind}", bytes(damaged))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("filler", [b"", b"<a", b"<a/>", b"\xff\xfe\x00"])
def test_office_files_whose_parts_are_missing_or_nonsense(tmp_path: Path, kind: str, filler: bytes) -> None:
    whole = MAKERS[kind]()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = [
            name for name in archive.namelist() if name.endswith((".xml", ".rels")) and "theme" not in name
        ]
    for part in parts[:12]:
        read(tmp_path, f"a.{kind}", with_parts(whole, {part: filler or None}))


@pytest.mark.parametrize("right", MAKERS)
@pytest.mark.parametrize("wrong", ["docx", "xlsx", "pdf", "html", "doc"])
def test_wrong_extensions_are_read_by_their_content(tmp_path: Path, right: str, wrong: str) -> None:
    assert "企业应当按时" in read(tmp_path, f"a.{wrong}", MAKERS[right]())


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.csv"])
def test_binary_files_are_no_text(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30).startswith("REFUSED")


@pytest.mark.parametrize(
    ("start", "hint"), [(b"Rar!\x1a\x07", "RAR"), (b"MZ\x90\0", "程序"), (b"\xff\xd8\xff", "图片")]
)
def test_what_is_no_document_is_called_by_its_name(tmp_path: Path, start: bytes, hint: str) -> None:
    assert hint in read(tmp_path, "a.docx", start + b"\0" * 900)


def test_external_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容在此")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body><w:p><w:r><w:t>&x;{WORDS}</w:t></w:r></w:p></w:body></w:document>"
    declared = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{body}'
    for encoding in ("utf-8", "utf-16"):
        text = read(tmp_path, "a.docx", with_parts(docx(), {"word/document.xml": declared.encode(encoding)}))
        assert text.startswith("REFUSED 文件含有外部实体声明")


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    styles = f'<?xml version="1.0"?><!DOCTYPE a [{entities}]><styleSheet>&a11;</styleSheet>'
    text = read(tmp_path, "a.xlsx", with_parts(xlsx(), {"xl/styles.xml": styles.encode()}))
    assert text.startswith("REFUSED 文件含有外部实体声明")


def test_macros_are_ignored(tmp_path: Path) -> None:
    text = read(
        tmp_path, "a.docx", with_parts(docx(), {"word/vbaProject.bin": b"Sub AutoOpen()\nShell\nEnd Sub"})
    )
    assert "企业应当按时" in text
    assert "AutoOpen" not in text


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_zip_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, kind: str) -> None:
    bomb = with_parts(MAKERS[kind](), {"customXml/item1.xml": b"\0" * 120_000_000})
    assert read(tmp_path, f"a.{kind}", bomb, 10).startswith("REFUSED 文件解压后太大")


def test_a_text_of_50_mb_is_refused_at_once(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", b"a" * 50_000_000, 3).startswith("REFUSED 文件太大（50 MB，上限 12 MB）")


def test_a_text_of_11_mb_in_any_encoding_ends(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        data = (WORDS * 150_000).encode(encoding)[:11_000_000]
        assert read(tmp_path, "a.txt", data, 30).startswith("REFUSED")


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "　",
        "一、",
        "\t",
        "（",
        "**a ",
        "# ",
        "| ",
        "第一条",
        "1.1.1.",
        "。",
        "a-",
        "\n\n",
        "《",
        "-",
        "[",
        "=\n",
    ],
)
def test_texts_that_repeat_one_thing_end(tmp_path: Path, unit: str) -> None:
    text = "企业应当按时提交材料" + unit * (300_000 // len(unit)) + "结束了"
    for name in ("a.txt", "a.md"):
        read(tmp_path, name, text.encode())
    page = f"<html><body><p>企业应当按时提交申请材料</p><p>{text}</p></body></html>"
    read(tmp_path, "a.html", page.encode())


def test_a_docx_that_nests_tables_without_end(tmp_path: Path) -> None:
    opening = "<w:tbl><w:tr><w:tc>" * 3_000
    closing = "</w:tc></w:tr></w:tbl>" * 3_000
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body>{opening}<w:p/>{closing}</w:body></w:document>"
    assert read(tmp_path, "a.docx", with_parts(docx(), {"word/document.xml": body.encode()})).startswith(
        "REFUSED"
    )


def test_a_style_based_on_itself(tmp_path: Path) -> None:
    styles = read_part(docx(), "word/styles.xml").decode()
    looped = styles.replace('w:styleId="Normal">', 'w:styleId="Normal"><w:basedOn w:val="Normal"/>', 1)
    assert "企业应当按时" in read(
        tmp_path, "a.docx", with_parts(docx(), {"word/styles.xml": looped.encode()})
    )
