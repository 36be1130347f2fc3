"""The parts of an XLSX package: opened with bounds, shared strings, styles of dates. Source: ECMA-376, part 1."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any

from lxml import etree

from records.feeds.problems import FileRefused
from records.files.broken_archive import BROKEN_ZIP

LARGEST_PART = 768 * 1024 * 1024  # of one part, unpacked
_STEEPEST = 300  # times its packed size; spreadsheets reach about 50
_STEEP_FROM = 16 * 1024 * 1024
_MOST_STRINGS = 3_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_DATES = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DATES = re.compile(r"[ymdhs]", re.IGNORECASE)
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BROKEN = (*BROKEN_ZIP, etree.XMLSyntaxError)


class Part:
    """A part of the package that is read to a bound, so that no bomb unpacks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = LARGEST_PART

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes. Raises FileRefused past the bound."""
        block = self._stream.read(min(size, 1 << 20) if size > 0 else 1 << 20)
        self._left -= len(block)
        if self._left < 0:
            raise FileRefused("文件解开后过大，请拆成几个文件分别导入。")
        return block


class Package:
    """An opened XLSX file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename.lstrip("/"): info for info in archive.infolist()}

    def has(self, name: str) -> bool:
        """Tell whether there is a part of that name."""
        return name in self._infos

    def events(self, name: str, tags: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """Yield (start | end, element) for elements of the given local names, without building the whole part."""
        info = self._infos.get(name)
        if info is None:
            raise FileRefused("工作簿不完整，请用 Excel 或 WPS 打开后重新保存。")
        if info.file_size > _STEEP_FROM and info.file_size > _STEEPEST * max(info.compress_size, 1):
            raise FileRefused("文件压缩得异常，不像是正常的表格，请重新导出。")
        with self._archive.open(info) as stream:
            yield from etree.iterparse(
                Part(stream),
                events=("start", "end"),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return id -> (kind, part) of a part's relations."""
        folder, _, base = name.rpartition("/")
        part = f"{folder}/_rels/{base}.rels"
        found: dict[str, tuple[str, str]] = {}
        if self.has(part):
            for event, element in self.events(part, ("Relationship",)):
                if event == "end" and element.get("TargetMode") != "External":
                    target = element.get("Target", "")
                    path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                    found[element.get("Id", "")] = (element.get("Type", "").rsplit("/", 1)[-1], path)
        return found


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open an XLSX file. Raises FileRefused for what is none, broken, encrypted or hostile."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Package(archive)
    except _BROKEN as problem:
        raise FileRefused(
            "不是完整的 xlsx 文件（或有密码），请用 Excel 或 WPS 重新保存为 .xlsx。"
        ) from problem


def read_strings(package: Package, part: str | None) -> list[str]:
    """Return the shared strings; phonetic hints (rPh) are no text."""
    strings: list[str] = []
    if part is None or not package.has(part):
        return strings
    texts: list[str] = []
    in_hint = False
    for event, element in package.events(part, ("si", "t", "rPh")):
        tag = etree.QName(element).localname
        if tag == "rPh":
            in_hint = event == "start"
        elif tag == "t" and event == "end" and not in_hint:
            texts.append(element.text or "")
        elif tag == "si" and event == "end":
            strings.append(unescape("".join(texts)))
            texts.clear()
            if len(strings) > _MOST_STRINGS:
                raise FileRefused("文字过多，请拆成几个文件分别导入。")
            release(element)
    return strings


def read_date_styles(package: Package, part: str | None) -> frozenset[int]:
    """Return the style numbers that show a number as a date."""
    if part is None or not package.has(part):
        return frozenset()
    codes: dict[int, str] = {}
    formats: list[int] = []
    in_cells = False
    for event, element in package.events(part, ("numFmt", "cellXfs", "xf")):
        tag = etree.QName(element).localname
        if tag == "cellXfs":
            in_cells = event == "start"
        elif tag == "numFmt" and event == "end":
            codes[_number(element.get("numFmtId"))] = element.get("formatCode", "")
        elif tag == "xf" and event == "end" and in_cells:
            formats.append(_number(element.get("numFmtId")))
    return frozenset(style for style, number in enumerate(formats) if _is_date(number, codes.get(number)))


def unescape(text: str) -> str:
    """Return a text with _x000D_ and the like as the characters they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def release(element: Any) -> None:
    """Forget an element that has been read, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _is_date(number: int, code: str | None) -> bool:
    if code is None:
        return number in _BUILT_IN_DATES
    section = _NOT_DATES.sub("", code.split(";")[0])
    return _DATES.search(section.lower().replace("general", "")) is not None


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else 0
