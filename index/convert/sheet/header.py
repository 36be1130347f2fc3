"""The header of a table: how many of its first rows it takes, and what each column is called."""

import re
from collections.abc import Sequence
from typing import Protocol

from index.lexicon.lists import words_in

MOST_NAME = 20  # characters of a column's name put together of several rows
_MOST_LABEL = 40
_MOST_DEPTH = 4
_VALUE = re.compile(r"[\d\s.,，%％\-—–/\\:：~～+()（）#*]+|\S+@\S+|https?://\S+")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:\d{1,2}月)?")
_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,20}[)）]$")


class _Slot(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def origin(self) -> int: ...


def find_depth(rows: Sequence[Sequence[_Slot]], stated: int | None = None) -> int:
    """How many of the first rows name the columns; 0 when none does. `stated`: what the format itself marks."""
    if len(rows) < 2 or not rows[0]:
        return 0
    depth = _merged_depth(rows)
    if stated:
        return min(max(stated, depth), len(rows) - 1)
    if depth == 0 or depth >= len(rows):
        return 0
    return depth if is_header_row([slot.text for slot in rows[0]], len(rows[0]) == 2) else 0


def _merged_depth(rows: Sequence[Sequence[_Slot]]) -> int:
    """The depth that merged cells of the first row tell: 1 where there are none, 0 where they are those of a body."""
    first = rows[0]
    spans = [_rows_spanned(rows, column) for column in range(len(first))]
    grouped = any(first[c].origin and first[c].origin == first[c - 1].origin for c in range(1, len(first)))
    if max(spans) == 1:
        if not grouped:
            return 1
        return 2 if len(rows) > 2 and is_header_row([slot.text for slot in rows[1]]) else 1
    if not grouped and min(spans) == 1:
        return 0  # a label beside several rows: the body has begun
    return min(max(spans), _MOST_DEPTH)


def _rows_spanned(rows: Sequence[Sequence[_Slot]], column: int) -> int:
    origin = rows[0][column].origin
    if not origin:
        return 1
    count = 1
    while count < len(rows) and rows[count][column].origin == origin:
        count += 1
    return count


def is_header_row(cells: Sequence[str], needs_known_word: bool = False) -> bool:
    """Whether the cells read as names of columns: short, no values, nearly all there."""
    filled = [re.sub(r"\s+", "", cell) for cell in cells if cell]
    if len(filled) < 2 or len(filled) < 0.5 * len(cells):
        return False
    known = sum(_is_column(cell) for cell in filled)
    if any(len(cell) > _MOST_LABEL for cell in filled):
        return False
    if any(_VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in filled):
        return known >= 0.6 * len(filled)
    return known >= 1 if needs_known_word else (known >= 1 or all(len(cell) <= 12 for cell in filled))


def _is_column(name: str) -> bool:
    """Whether a name ends as those of columns do in the tables of offices (序号, 联系电话（区号）), or asks 是否…."""
    bare = _IN_BRACKETS.sub("", name)
    return bare.endswith(words_in("columns")) or "是否" in bare


def name_columns(header: Sequence[Sequence[_Slot]]) -> list[str]:
    """One name a column; of several header rows 上级·下级, the lower one alone where that grows long."""
    if not header:
        return []
    return [_name([row[column] for row in header]) for column in range(len(header[0]))]


def _name(slots: Sequence[_Slot]) -> str:
    parts: list[str] = []
    for slot in slots:
        text = re.sub(r"\s+", "", slot.text)
        if text and text not in parts:
            parts.append(text)
    whole = "·".join(parts)
    return whole if len(whole) <= MOST_NAME or not parts else parts[-1]
