"""Files to structured text. One module a format; the libraries are imported when a file of that format comes."""

from pathlib import Path

from index.convert.text import read_text
from index.errors import DocumentError
from index.mend import mend

MOST_BYTES = 60_000_000
MOST_CHARACTERS = 5_000_000
_LEAST = 8  # Chinese characters or letters of anything that is a document
_OFFICE = {".docx", ".xlsx", ".pptx"}
SUFFIXES = frozenset({".md", ".txt", ".html", ".htm", ".pdf", *_OFFICE})


def convert(path: Path, name: str) -> str:
    """Structured text (Markdown headings, lists and tables) of the file. Raises DocumentError saying why not.

    `name` is the path that errors give. Front matter is left on.
    """
    size = path.stat().st_size
    if size == 0:
        raise DocumentError(name, "文件是空的")
    if size > MOST_BYTES:
        raise DocumentError(name, f"文件太大（{size // 1_000_000} MB，上限 {MOST_BYTES // 1_000_000} MB）")
    text = _convert(path, name)
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(name, f"文字太多（{len(text)} 字，上限 {MOST_CHARACTERS} 字）")
    if sum(char.isalnum() for char in text) < _LEAST:
        raise DocumentError(name, "文件里没有文字")
    return text


def _convert(path: Path, name: str) -> str:
    suffix = path.suffix.lower()
    if suffix == ".md":
        return read_text(path, name)
    if suffix == ".txt":
        return mend(read_text(path, name))
    if suffix in {".html", ".htm"}:
        from index.convert.html import read_html

        return mend(read_html(path, name), soft_breaks=True)
    if suffix == ".pdf":
        from index.convert.pdf import read_pdf

        return mend(read_pdf(path, name))
    if suffix in _OFFICE:
        from index.convert.office import read_office

        return mend(read_office(path, name), soft_breaks=True)
    raise DocumentError(name, f"不支持的格式：{suffix or '没有扩展名'}")
