"""One sheet of a workbook: its cells by position, what is merged, what is hidden."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from index.convert.office.ooxml import Element, attribute, child, children, local
from index.convert.sheet.grid import GridTooLarge
from workbooks.formats import Formats

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_CELLS = 1_000_000
_SIGN_OF_LIFE = 20_000
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


@dataclass
class Sheet:
    """`cells`: {(row, column): text} of what is shown and not empty; `merged` areas."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: int = 0  # rows and columns left out that held something


def read_sheet(root: Element, strings: list[str], formats: Formats, alive: Callable[[], None]) -> Sheet:
    """The sheet's cells: formulas by the value that was saved with them. Raises GridTooLarge."""
    sheet = Sheet()
    hidden_columns = _hidden_columns(root)
    hidden: set[tuple[str, int]] = set()
    row_number = -1
    for row in children(child(root, "sheetData"), "row"):
        stated = attribute(row, "r")
        row_number = int(stated) - 1 if stated and stated.isdigit() else row_number + 1
        column = -1
        for cell in children(row, "c"):
            place = _REFERENCE.fullmatch(attribute(cell, "r") or "")
            column = column_number(place[1]) if place else column + 1
            text = _text(cell, strings, formats)
            if not text:
                continue
            if attribute(row, "hidden") in {"1", "true"}:
                hidden.add(("row", row_number))
            elif column in hidden_columns:
                hidden.add(("column", column))
            else:
                sheet.cells[row_number, column] = text
                if len(sheet.cells) % _SIGN_OF_LIFE == 0:
                    alive()
                if len(sheet.cells) > _MOST_CELLS:
                    raise GridTooLarge
    sheet.merged = [
        area for item in children(child(root, "mergeCells"), "mergeCell") if (area := _area(item))
    ]
    sheet.hidden = len(hidden)
    return sheet


def read_strings(root: Element | None) -> list[str]:
    """The workbook's shared strings, without the phonetic signs over them."""
    return [_rich_text(item) for item in children(root, "si")]


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _rich_text(item: Element) -> str:
    parts: list[str] = []
    for inner in item:
        if local(inner) == "t":
            parts.append(inner.text or "")
        elif local(inner) == "r":
            parts += [text.text or "" for text in children(inner, "t")]
    return _unescape("".join(parts)).strip()


def _unescape(text: str) -> str:
    return re.sub(r"_x000[dDaA]_", "\n", text) if "_x000" in text else text


def _text(cell: Element, strings: list[str], formats: Formats) -> str:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        inline = child(cell, "is")
        return "" if inline is None else _rich_text(inline)
    value = child(cell, "v")
    raw = (value.text or "").strip() if value is not None else ""
    if not raw or raw in _ERRORS:
        return ""
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "b":
        return "是" if raw == "1" else "否"
    if kind == "d":
        return raw.removesuffix("T00:00:00")
    return _unescape(raw) if kind == "str" else formats.show(raw, attribute(cell, "s"))


def _hidden_columns(root: Element) -> set[int]:
    found: set[int] = set()
    for item in children(child(root, "cols"), "col"):
        first, last = attribute(item, "min") or "", attribute(item, "max") or ""
        is_range = first.isdigit() and last.isdigit() and int(first) <= int(last)
        if attribute(item, "hidden") in {"1", "true"} and is_range:
            found.update(range(int(first) - 1, min(int(last), 16_384)))
    return found


def _area(item: Element) -> Area | None:
    corners = _REFERENCE.findall(attribute(item, "ref") or "")
    if len(corners) != 2:
        return None
    (left, top), (right, bottom) = corners
    return int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)
