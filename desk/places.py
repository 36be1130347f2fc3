"""Names of places, as a region's path (省/市/区) writes them and as people say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.text.normalise import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_SUFFIX = re.compile(r"(?<=..)[省市区县]$")  # 江岸区 is called 江岸, 武汉市 武汉
_SHORTEST = 2  # characters of a name


def plain(text: str) -> str:
    """Return a text for comparing: canonical, without signs."""
    return _SIGNS.sub("", canonical(text))


def names_of(place: str) -> tuple[str, ...]:
    """Return a place's name in full and without its kind."""
    folded = canonical(place)
    return folded, _SUFFIX.sub("", folded)


def names_of_region(region: str) -> list[str]:
    """Return the names of a region and of those that it lies in."""
    return [name for part in region.split("/") for name in names_of(part)]


def take(text: str, names: Sequence[str]) -> tuple[set[str], str]:
    """Return which of the names a text holds, longest first, and the text without them."""
    if not names:
        return set(), text
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return set(pattern.findall(text)), pattern.sub("", text)


def are_known(said: Iterable[str], names: Sequence[str]) -> bool:
    """Tell whether places are called by these names and no others: 南京江岸区 is not that of 武汉市."""

    def is_known(place: str) -> bool:
        return len(take(place, names)[1]) < _SHORTEST or any(place in name for name in names)

    return all(map(is_known, map(plain, said)))
