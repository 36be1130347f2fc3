"""docx, xlsx and pptx through markitdown."""

import re
import zipfile
from pathlib import Path

from index.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0"  # an encrypted Office file is an OLE container, not a zip
_MEMBERS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
_MOST_UNPACKED = 400_000_000
_EMPTY_CELLS = re.compile(r"\bNaN\b")
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGES = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def read_office(path: Path, name: str) -> str:
    """The file's text as Markdown with its headings and tables. Raises DocumentError for broken or locked files."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLE:
        raise DocumentError(name, "文件加了密码，或是旧版格式（请另存为 docx、xlsx、pptx）")
    if not zipfile.is_zipfile(path):
        raise DocumentError(name, "文件已损坏，无法打开")
    _check_size(path, name)
    from markitdown import MarkItDown
    from markitdown._exceptions import MarkItDownException

    try:
        text = MarkItDown(enable_plugins=False).convert_local(str(path)).text_content
    except (MarkItDownException, zipfile.BadZipFile, ValueError, KeyError, OSError) as error:
        raise DocumentError(name, "文件已损坏，无法打开") from error
    text = _IMAGES.sub("", _COMMENTS.sub("", text))
    return _EMPTY_CELLS.sub(" ", text) if path.suffix.lower() == ".xlsx" else text


def _check_size(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            names = set(archive.namelist())
            encrypted = any(info.flag_bits & 1 for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DocumentError(name, "文件已损坏，无法打开") from error
    if _MEMBERS[path.suffix.lower()] not in names:
        raise DocumentError(name, "文件已损坏，或扩展名与内容不符")
    if encrypted:
        raise DocumentError(name, "文件加了密码")
    if unpacked > _MOST_UNPACKED:
        raise DocumentError(name, "文件解压后太大")
