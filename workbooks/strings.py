"""Texts of a workbook: those that cells share, and those of several runs."""

from __future__ import annotations

import re

from workbooks.errors import Fault, PackageRefused
from workbooks.package import Element, Package, local, release

_MOST_TEXTS = 3_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_strings(package: Package, part: str | None) -> list[str]:
    """Return the shared texts. Raises PackageRefused."""
    strings: list[str] = []
    for event, element in package.events(part, ["si"]) if part is not None else ():
        if event == "end":
            strings.append(rich_text(element))
            release(element)
            if len(strings) > _MOST_TEXTS:
                raise PackageRefused(Fault.TOO_MANY_TEXTS)
    return strings


def rich_text(item: Element) -> str:
    """Return the text of an element's runs, without the phonetic signs over them (rPh)."""
    parts: list[str] = []
    for inner in item:
        if local(inner) == "t":
            parts.append(inner.text or "")
        elif local(inner) == "r":
            parts += [text.text or "" for text in inner if local(text) == "t"]
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Return a text with _x000D_ and the like as the characters they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
