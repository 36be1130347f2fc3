"""The zip of XML parts that xlsx, docx and pptx are: opened with limits, parsed without entities, nothing fetched.

Source: ECMA-376, part 2.
"""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

from workbooks.errors import Fault, PackageRefused

Element = etree._Element
_NO_MEMORY = 2  # libxml2: XML_ERR_NO_MEMORY
_BLOCK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # also NotImplementedError: packed in an unknown way
    ValueError,  # also UnicodeDecodeError: a name in no encoding
)
_DECLARATIONS = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    "<!DOCTYPE".encode("utf-16-le"),
    "<!DOCTYPE".encode("utf-16-be"),
)
_LONGEST = max(map(len, _DECLARATIONS)) - 1
_XML = (".xml", ".rels")


@dataclass(frozen=True)
class Limits:
    """How much a package may unpack to, in bytes. A part over `large` may not be `ratio` times its packed size.

    With `whole`, the limit of all parts together, every part is held to the limits before any is read; without, those
    that are read are.
    """

    part: int
    ratio: int
    large: int
    whole: int | None = None

    def check(self, info: zipfile.ZipInfo) -> None:
        """Raise PackageRefused for a part that is packed too well."""
        if info.file_size > self.large and info.file_size > self.ratio * max(info.compress_size, 1):
            raise PackageRefused(Fault.SWOLLEN)

    def check_all(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        """Raise PackageRefused for a package that is held to the limits as a whole and is beyond them."""
        if self.whole is None:
            return
        largest = max((info.file_size for info in infos if info.filename.endswith(_XML)), default=0)
        if largest > self.part or sum(info.file_size for info in infos) > self.whole:
            raise PackageRefused(Fault.TOO_LARGE)
        for info in infos:
            self.check(info)


class _Part:
    """A part that is read to a limit, so that no bomb unpacks, and not beyond a declaration."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, none at the end."""
        block = self._stream.read(min(size, _BLOCK) if size > 0 else _BLOCK)
        self._left -= len(block)
        if self._left < 0:
            raise PackageRefused(Fault.TOO_LARGE)
        seen = self._tail + block
        if any(sign in seen for sign in _DECLARATIONS):
            raise PackageRefused(Fault.DECLARED)
        self._tail = seen[-_LONGEST:]
        return block


class Package:
    """An open package. What reads a part raises PackageRefused when it is missing, locked, broken or hostile."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._parts = {info.filename.lstrip("/"): info for info in archive.infolist()}

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return part in self._parts

    def tree(self, part: str) -> Element:
        """Return the part's root element."""
        with self._open(part) as stream:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            root = etree.fromstring(b"".join(iter(stream.read, b"")), parser)
            _refuse_declared(root)
            return root

    def events(self, part: str, tags: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """Yield (start | end, element) for elements of the given local names; the part is never whole in memory.

        Elements that have been read are to be released.
        """
        with self._open(part) as stream:
            is_first = True
            for event, element in etree.iterparse(
                stream,
                events=("start", "end"),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            ):
                if is_first:
                    _refuse_declared(element)
                    is_first = False
                yield event, element

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {id: (kind, target part)} of the part's relations; those that lead out of the file are left out."""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", base + ".rels")
        found: dict[str, tuple[str, str]] = {}
        for event, item in self.events(name, ["Relationship"]) if self.has(name) else ():
            if event == "end" and item.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, item.get("Target") or "")
                kind = (item.get("Type") or "").rsplit("/", 1)[-1]
                found[item.get("Id") or ""] = (kind, posixpath.normpath(target).lstrip("/"))
        return found

    def related(self, part: str, kind: str) -> str | None:
        """Return the first part of that kind that `part` names and the file has (styles, numbering …)."""
        return next((t for k, t in self.relations(part).values() if k == kind and self.has(t)), None)

    @contextmanager
    def _open(self, part: str) -> Iterator[_Part]:
        info = self._parts.get(part)
        if info is None:
            raise PackageRefused(Fault.INCOMPLETE)
        if info.flag_bits & 1:
            raise PackageRefused(Fault.LOCKED)
        self._limits.check(info)
        try:
            with self._archive.open(info) as stream:
                yield _Part(stream, self._limits.part)
        except _BROKEN as error:
            raise PackageRefused(Fault.DAMAGED) from error
        except etree.XMLSyntaxError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from error
            raise PackageRefused(Fault.DAMAGED) from error


@contextmanager
def open_package(path: Path, limits: Limits) -> Iterator[Package]:
    """Open a file. Raises PackageRefused when it is no zip or would unpack to too much."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise PackageRefused(Fault.DAMAGED) from error
    with archive:
        limits.check_all(archive.infolist())
        yield Package(archive, limits)


def local(element: Element) -> str:
    """Return the element's name without its namespace, which the strict form has other than usual ("": a comment)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def release(element: Element) -> None:
    """Forget an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_declared(element: Element) -> None:
    if element.getroottree().docinfo.doctype:
        raise PackageRefused(Fault.DECLARED)
