"""The zip of XML parts that docx, xlsx and pptx are: opened with limits, parsed without entities, nothing fetched."""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from index.convert.archive import BROKEN_ZIP
from index.model.errors import DocumentError

MOST_UNPACKED = 600_000_000  # bytes, all parts together
MOST_PART = 150_000_000
_MOST_RATIO = 400  # of a part larger than _LARGE: sheets of equal cells pack well
_LARGE = 20_000_000
_NO_MEMORY = 2  # libxml2: XML_ERR_NO_MEMORY
_DAMAGED = "文件已损坏，无法打开（请用原来的软件打开后另存）"
Element = etree._Element


class Package:
    """An open Office file. `name` is what errors call it."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._parts = {info.filename.lstrip("/"): info for info in archive.infolist()}

    def has(self, part: str) -> bool:
        """Whether the file has this part."""
        return part in self._parts

    def read(self, part: str) -> bytes:
        """The part's bytes. Raises DocumentError when it is missing, broken, locked or has grown suspiciously."""
        info = self._parts.get(part)
        if info is None:
            raise DocumentError(self._name, _DAMAGED)
        if info.flag_bits & 1:
            raise DocumentError(self._name, "文件加了密码，请去掉密码后再放入")
        try:
            return self._archive.read(info)
        except BROKEN_ZIP as error:
            raise DocumentError(self._name, _DAMAGED) from error

    def tree(self, part: str) -> Element:
        """The part's root element. Raises DocumentError for broken XML and for any document type declaration."""
        return parse_xml(self.read(part), self._name)

    def find_tree(self, part: str) -> Element | None:
        """The part's root element, or None when there is no such part."""
        return self.tree(part) if self.has(part) else None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """{id: (kind, target part)} of the part's relations inside the file; those that lead out are left out."""
        folder, base = posixpath.split(part)
        root = self.find_tree(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in [] if root is None else root:
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                target = relation.get("Target") or ""
                whole = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
                found[relation.get("Id") or ""] = ((relation.get("Type") or "").rsplit("/", 1)[-1], whole)
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The first part of that kind that `part` names and the file has (styles, numbering …)."""
        return next((t for k, t in self.relations(part).values() if k == kind and self.has(t)), None)


@contextmanager
def open_package(path: Path, name: str) -> Iterator[Package]:
    """The file as a package. Raises DocumentError when it is no zip or would unpack to too much."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as error:
        raise DocumentError(name, _DAMAGED) from error
    with archive:
        infos = archive.infolist()
        swollen = any(
            i.file_size > _LARGE and i.file_size > _MOST_RATIO * max(i.compress_size, 1) for i in infos
        )
        largest = max((i.file_size for i in infos if i.filename.endswith((".xml", ".rels"))), default=0)
        if swollen or largest > MOST_PART or sum(i.file_size for i in infos) > MOST_UNPACKED:
            raise DocumentError(name, "文件解压后太大，已拒绝（请拆分后再放入）")
        yield Package(archive, name)


def parse_xml(data: bytes, name: str) -> Element:
    """Root element of `data`. Office writes no document type: a declaration is an attempt at entities, and refused."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or _is_declared(data):
        raise DocumentError(name, "文件含有外部实体声明，已拒绝（请用原来的软件打开后另存）")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise DocumentError(name, _DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise DocumentError(name, "文件含有外部实体声明，已拒绝（请用原来的软件打开后另存）")
    return root


def _is_declared(data: bytes) -> bool:
    return any("<!DOCTYPE".encode(encoding) in data for encoding in ("utf-16-le", "utf-16-be"))


def local(element: Element) -> str:
    """The element's name without its namespace, which the strict form has other than the usual ("" of a comment)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, key: str) -> str | None:
    """The attribute with this local name, or None."""
    if element is None:
        return None
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == key:
            return str(value)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first child by local names, step by step; None where a step is missing."""
    for step in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == step), None)
    return element


def children(element: Element | None, tag: str) -> list[Element]:
    """The children with this local name."""
    return [] if element is None else [inner for inner in element if local(inner) == tag]


def is_on(element: Element | None) -> bool:
    """Whether a switch (w:b, w:vanish) is there and not switched off."""
    return element is not None and (attribute(element, "val") or "1") not in {"0", "false", "off", "none"}
