"""CSV: UTF-8 with or without a mark, UTF-16 with one, GB18030; commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from records.feeds.problems import FileRefused
from records.feeds.tables.row import MOST_COLUMNS, MOST_ROWS, Findings, Row

_LONGEST_LINE = 1_000_000  # characters
_BLOCK = 1 << 20
_DELIMITERS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class DelimitedTable:
    """The rows of a CSV file."""

    def __init__(self, path: Path) -> None:
        """Look at the whole file once for its encoding. Raises FileRefused."""
        self._path = path
        self._encoding = _find_encoding(path)
        self.findings = Findings()

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raises FileRefused for a line that is too long or a quotation mark that never ends."""
        lines = self._lines()
        first = next(lines, "")
        reader = csv.reader(_after(first, lines), delimiter=_find_delimiter(first), strict=True)
        number = 0
        try:
            for values in reader:
                number += 1
                if number > MOST_ROWS:
                    raise FileRefused(f"超过 {MOST_ROWS:,} 行，请拆成几个文件分别导入。")
                if len(values) > MOST_COLUMNS:
                    raise FileRefused(f"第 {number} 行超过 {MOST_COLUMNS} 列，请核对分隔符。")
                if any(value and not value.isspace() for value in values):
                    yield Row(number, [value if value else None for value in values])
        except csv.Error as problem:
            raise FileRefused(
                f"第 {number + 1} 行读不出来：引号没有成对，或一格过长。请检查这一行的英文引号。"
            ) from problem

    def _lines(self) -> Iterator[str]:
        with self._path.open(encoding=self._encoding, newline="") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                if len(line) >= _LONGEST_LINE:
                    raise FileRefused(f"第 {number} 行过长，这不像是表格，请重新导出。")
                yield line


def _after(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _find_encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise FileRefused("文字编码看不懂，请用“另存为 CSV UTF-8（逗号分隔）”重新保存。")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _find_delimiter(line: str) -> str:
    """Return the delimiter that a line has most of outside quotation marks."""
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
