"""Office files: opened with limits, their faults said in the words of documents; what is found in their XML."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.model.errors import DocumentError
from workbooks.errors import Fault, PackageRefused
from workbooks.package import Element, Limits, Package, local
from workbooks.package import open_package as open_parts

__all__ = ["Element", "Package", "local"]

# Sheets of equal cells pack well.
LIMITS = Limits(part=150_000_000, ratio=400, large=20_000_000, whole=600_000_000)
_DAMAGED = "文件已损坏，无法打开（请用原来的软件打开后另存）"
_TOO_LARGE = "文件解压后太大，已拒绝（请拆分后再放入）"
_REASONS = {
    Fault.DAMAGED: _DAMAGED,
    Fault.INCOMPLETE: _DAMAGED,
    Fault.LOCKED: "文件加了密码，请去掉密码后再放入",
    Fault.TOO_LARGE: _TOO_LARGE,
    Fault.SWOLLEN: _TOO_LARGE,
    Fault.TOO_MANY_TEXTS: _TOO_LARGE,
    Fault.DECLARED: "文件含有外部实体声明，已拒绝（请用原来的软件打开后另存）",
}


@contextmanager
def faults_of(name: str) -> Iterator[None]:
    """Say what is wrong with an Office file as DocumentError. `name` is what errors call the file."""
    try:
        yield
    except PackageRefused as refused:
        raise DocumentError(name, _REASONS[refused.fault]) from refused


@contextmanager
def open_package(path: Path, name: str) -> Iterator[Package]:
    """The file as a package. Raises DocumentError, also while its parts are read."""
    with faults_of(name), open_parts(path, LIMITS) as package:
        yield package


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
