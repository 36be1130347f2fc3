"""A workbook: its sheets by name, and what each holds. Nothing is evaluated, no link followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbooks.formats import Formats, read_formats
from workbooks.package import Limits, Package, local, open_package
from workbooks.sheet import Item, read_sheet
from workbooks.strings import read_strings

_BOOK = "xl/workbook.xml"


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells as the workbook names it."""

    name: str
    part: str
    is_hidden: bool


class Workbook:
    """An open workbook. What reads it raises PackageRefused."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._relations = package.relations(_BOOK)
        self._from_1904 = False
        self.sheets = tuple(self._find_sheets())

    def has(self, sheet: Sheet) -> bool:
        """Whether the sheet is there that the workbook names."""
        return self._package.has(sheet.part)

    @cached_property
    def formats(self) -> Formats:
        """How its cells show numbers."""
        return read_formats(self._package, self._related("styles"), from_1904=self._from_1904)

    def read(self, sheet: Sheet) -> Iterator[Item]:
        """Yield what the sheet holds, in the order of the file."""
        return read_sheet(self._package, sheet.part, self._strings)

    @cached_property
    def _strings(self) -> list[str]:
        return read_strings(self._package, self._related("sharedStrings"))

    def _find_sheets(self) -> Iterator[Sheet]:
        for event, element in self._package.events(_BOOK, ("sheet", "workbookPr")):
            if event == "start":
                continue
            if local(element) == "workbookPr":
                self._from_1904 = element.get("date1904") in ("1", "true")
                continue
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            kind, part = self._relations.get(relation, ("", ""))
            if kind == "worksheet":
                is_hidden = element.get("state") in ("hidden", "veryHidden")
                yield Sheet(element.get("name") or "", part, is_hidden)

    def _related(self, kind: str) -> str | None:
        return self._package.related(_BOOK, kind)


@contextmanager
def open_workbook(path: Path, limits: Limits) -> Iterator[Workbook]:
    """Open a file as a workbook. Raises PackageRefused."""
    with open_package(path, limits) as package:
        yield Workbook(package)
