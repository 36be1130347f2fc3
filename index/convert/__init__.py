"""Files to structured text. Text is read here; every other format in a worker process that can be killed."""

import re
from pathlib import Path

from index.convert.formats import MOST_CHARACTERS
from index.convert.text import read_text
from index.convert.worker import shared_worker
from index.model.errors import DocumentError
from index.text.mend import mend
from index.text.normalise import drop_controls

MOST_BYTES = 60_000_000
MOST_TEXT_BYTES = 12_000_000
_LEAST = 8  # Chinese characters or letters of anything that is a document
_TEXT = frozenset({".md", ".txt"})
_TABLES = frozenset({".xlsx", ".csv"})
_PAGES = frozenset({".html", ".htm", ".pdf", ".docx", ".pptx"})
_OLD = frozenset({".doc", ".wps", ".rtf", ".xls", ".et", ".ppt", ".dps"})
SUFFIXES = _TEXT | _TABLES | _PAGES | _OLD
_BLANK_RUN = re.compile(r"[ \u3000]{65,}")
_REPEATED = re.compile(r"([^\w\s])\1{255,}")


def convert(path: Path, name: str) -> str:
    """Structured text (Markdown headings, lists and tables) of the file. Raises DocumentError saying why not.

    `name` is the path that errors give. Front matter is left on. Paragraphs stand one a line with a blank line between
    them (but for .md, which is left as it was written).
    """
    size = path.stat().st_size
    suffix = path.suffix.lower()
    most = MOST_TEXT_BYTES if suffix in _TEXT else MOST_BYTES
    if size == 0:
        raise DocumentError(name, "文件是空的")
    if size > most:
        raise DocumentError(
            name, f"文件太大（{size // 1_000_000} MB，上限 {most // 1_000_000} MB），请拆分后再放入"
        )
    text = _convert(path, name, suffix)
    _check(text, name)
    return text


def _convert(path: Path, name: str, suffix: str) -> str:
    if suffix in _TEXT:
        text = _tame(read_text(path, name))
        _check(text, name)
        return text if suffix == ".md" else mend(text)
    if suffix in SUFFIXES:
        return _tame(drop_controls(shared_worker().convert(path, name)))
    raise DocumentError(name, f"不支持的格式：{suffix or '没有扩展名'}")


def _check(text: str, name: str) -> None:
    if len(text) > MOST_CHARACTERS:
        limit = f"{len(text)} 字，上限 {MOST_CHARACTERS} 字"
        raise DocumentError(name, f"文字太多（{limit}），请拆分后再放入")
    if sum(char.isalnum() for char in text[:10_000]) < _LEAST and sum(map(str.isalnum, text)) < _LEAST:
        raise DocumentError(name, "文件里没有文字")


def _tame(text: str) -> str:
    """Runs of blanks and of one sign no longer than anybody types: longer ones cost the reader of the text dearly."""
    return _REPEATED.sub(lambda match: match[1] * 255, _BLANK_RUN.sub(" " * 64, text))
