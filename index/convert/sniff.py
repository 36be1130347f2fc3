"""What a file is by its first bytes and members: extensions are often wrong (a web page saved as .xls)."""

import zipfile
from pathlib import Path

from index.convert.archive import BROKEN_ZIP
from index.model.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0"
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_SCANS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_OTHER = {
    b"Rar!": "是 RAR 压缩包，请改用 zip 或直接放入其中的文件",
    b"7z\xbc\xaf": "是 7z 压缩包，请改用 zip 或直接放入其中的文件",
    b"\x7fELF": "是程序，不是文档",
    b"MZ": "是程序，不是文档",
}
_DAMAGED = "文件已损坏，或扩展名与内容不符（请用原来的软件打开后另存）"


def sniff(path: Path, name: str) -> str:
    """docx, xlsx, pptx, pdf, ole, rtf, html, text or damaged. Raises DocumentError for pictures, programs, archives."""
    with path.open("rb") as file:
        start = file.read(2048)
    if start.startswith(b"PK"):
        return _sniff_zip(path, name)
    if start.startswith(_OLE):
        return "ole"
    if start.startswith(_SCANS):
        raise DocumentError(name, "内容是图片（请先做文字识别，或放入带文字的文件）")
    for mark, reason in _OTHER.items():
        if start.startswith(mark):
            raise DocumentError(name, reason)
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    low = start.replace(b"\x00", b"").lower()
    if b"<html" in low or b"<!doctype html" in low or b"<table" in low or b"<body" in low:
        return "html"
    return "text" if b"\x00" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff")) else "damaged"


def _sniff_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
    except BROKEN_ZIP as error:
        raise DocumentError(name, _DAMAGED) from error
    for member, kind in _OFFICE.items():
        if member in members:
            return kind
    if "OFD.xml" in members:
        raise DocumentError(name, "是 OFD 版式文件，暂不能读取（请另存为 PDF 或 docx）")
    if "mimetype" in members and "content.xml" in members:
        raise DocumentError(name, "是 OpenDocument 文件，暂不能读取（请另存为 docx、xlsx 或 pptx）")
    raise DocumentError(name, _DAMAGED)
