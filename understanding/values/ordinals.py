"""Which one of a list a message names by its place: 第二条, 第3个, 最后一项."""

from __future__ import annotations

import re
from dataclasses import dataclass

from understanding.values.numerals import read_whole

LAST = -1
_UNITS = "条项点款步个位种"
_ORDINAL = re.compile(
    rf"第\s*(?P<number>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})\s*(?P<unit>[{_UNITS}])(?P<thing>[条材步要]?)"
    rf"|最后一?[{_UNITS}]"
)


@dataclass(frozen=True)
class Ordinal:
    """`number` from 1, LAST the last one. `is_bare`: it says nothing of what it counts (第三个)."""

    number: int
    is_bare: bool = False


def find_ordinal(text: str) -> Ordinal | None:
    """Return the first place in a list that a half-width text names."""
    found = _ORDINAL.search(text)
    if found is None:
        return None
    if found["number"] is None:
        return Ordinal(LAST)
    number = read_whole(found["number"])
    return Ordinal(number, found["unit"] == "个" and not found["thing"]) if number else None
