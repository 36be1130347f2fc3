"""Sums of money that a message names: 30万, 5千块, 1万5, 二十万元, 222,500元."""

from __future__ import annotations

import re
from decimal import Decimal

from understanding.values.numerals import read_number
from understanding.values.writing import canonical

_ARABIC = (
    r"(?<![\da-z.*/-])(?P<number>\d[\d,]*(?:\.\d+)?) ?(?:(?P<scale>[万千百wk])(?:(?P<more>\d(?:\.\d+)?)千?)?)?"
    r"(?![\da-z%‰*]|\.\d)"
)
_BELOW = "零一二两三四五六七八九十百千"
_CHINESE = rf"(?<![几数好分上第千百])(?P<words>[一二两三四五六七八九十][{_BELOW}]*万?[{_BELOW}]*)"
_MONEY = r" ?(?P<money>多?(?:元|块钱?|人民币))?"
_ARABIC_SUM = re.compile(_ARABIC + _MONEY)
_CHINESE_SUM = re.compile(_CHINESE + _MONEY)
# What a bare number counts otherwise: years, days, batches, cases.
_COUNTED = re.compile(
    r" ?(?:年|月|日|号|天|周|季|批|张|个|次|家|项|人|份|条|件|类|笔|岁|点|小时|楼|室|期|款|名|位)"
)
# Numbers beyond these, without 元 or 万, are no sums: a phone is none.
_LEAST_BARE, _MOST_BARE = 100, 100_000_000
_YEARS = range(1990, 2100)
_SCALES = {"w": "万", "k": "千"}


def find_sums(text: str) -> list[int]:
    """Return the sums of money that a text names, in fen, in its order."""
    return [fen for _, _, fen in _found(canonical(text))]


def mark_sums(plain: str, mark: str) -> str:
    """Return a text in its canonical form with a mark for each sum of money."""
    for start, end, _ in reversed(_found(plain)):
        plain = plain[:start] + mark + plain[end:]
    return plain


def _found(plain: str) -> list[tuple[int, int, int]]:
    """Return start, end and fen of each sum."""
    found = []
    for match in _ARABIC_SUM.finditer(plain):
        yuan = _arabic(match["number"], match["scale"], match["more"])
        is_counted = not match["money"] and _COUNTED.match(plain, match.end())
        if yuan is None or is_counted:
            continue
        if match["money"] or match["scale"] or _is_bare_sum(yuan):
            found.append((match.start(), match.end(), int(yuan * 100)))
    for match in _CHINESE_SUM.finditer(plain):
        is_counted = not match["money"] and _COUNTED.match(plain, match.end())
        is_sum = match["money"] or re.search("[百千万]", match["words"])
        yuan = read_number(match["words"])
        if is_sum and yuan is not None and not is_counted:
            found.append((match.start(), match.end(), int(yuan * 100)))
    return sorted(found)


def _is_bare_sum(yuan: Decimal) -> bool:
    return _LEAST_BARE <= yuan < _MOST_BARE and yuan not in _YEARS


def _arabic(number: str, scale: str | None, more: str | None) -> Decimal | None:
    return read_number(number.replace(",", "") + _SCALES.get(scale or "", scale or "") + (more or ""))
