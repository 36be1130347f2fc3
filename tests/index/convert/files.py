"""Office files as offices write them, made by python-docx, openpyxl and python-pptx and by their XML."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

# One abstract list of four levels as GB/T 9704 numbers them, and one of dots.
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "(%4)"))


def docx_bytes(fill: Callable[[Any], None]) -> bytes:
    """A docx whose document `fill` has written."""
    document = Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_numbering(document: Any, levels: Sequence[tuple[str, str]] = LEVELS, *, number: int = 90) -> int:
    """Define a multi-level list and return its numId."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{inner}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    num = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    root.append(parse_xml(num))
    return number


def numbered(document: Any, text: str, num_id: int, level: int = 0, style: str | None = None) -> Any:
    """A paragraph in a list."""
    paragraph = document.add_paragraph(text, style=style)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')
    )
    return paragraph


def titled(document: Any, text: str, points: int = 22) -> Any:
    """A line set large and centred, in no style."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).font.size = Pt(points)
    return paragraph


def raw(document: Any, xml: str) -> Any:
    """Put an element before the section's end; `w` and `mc`, `wps`, `wp`, `a`, `v` are declared."""
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    element = parse_xml(xml.replace(">", f" {spaces}>", 1))
    body = document.element.body
    body.insert(list(body).index(body.find(qn("w:sectPr"))), element)
    return element


def with_parts(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The zip with members replaced or added, or left out (None)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def read_part(data: bytes, part: str) -> bytes:
    """One member of the zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part)
