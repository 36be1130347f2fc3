"""Numerals as they are written here, to numbers: 二十万, 3万5, 二〇二六, 壹仟贰佰, 廿五, 三点五, 半, １２.

What stands around a numeral, and tells what it counts, is the grammar of whoever found it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

_WRITINGS = ("〇零○", "一壹幺", "二两贰貳弍兩", "三叁參叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_SCALES = {"亿": 10**8, "万": 10**4, "千": 10**3, "百": 100, "十": 10}
_MYRIAD = 10_000
_ELIDING = 100  # after this scale and larger ones a last digit counts tenths of it: 三百五, 一万五
_ZEROS = "零〇○0"
_TENS = (("廿", "二十"), ("卅", "三十"), ("卌", "四十"))
_FORMAL = str.maketrans("拾佰仟萬億０１２３４５６７８９，．", "十百千万亿0123456789,.")
_DIGITS = str.maketrans({char: str(digit) for digit, chars in enumerate(_WRITINGS) for char in chars})
_ABOUT = re.compile(
    "|".join(f"[{digit}](?=[{following}][十百千万亿])" for digit, following in pairwise(_WRITINGS[1:]))
)
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_FRACTION = re.compile(r"(?P<whole>\d+)点(?P<rest>\d+)", re.ASCII)
_LONGEST = 30  # characters of a number that somebody means; longer ones are codes, or nothing


def read_number(written: str) -> Decimal | None:
    """Return the number that a numeral says, in digits, in Chinese or both; None when it says none, or no single one.

    三万五 and 3万5 are 35000, as they are spoken; 一万零五 is 10005. Digits without a scale are a number written out
    (二〇二六). 半 is a half: of one, or of the scale beside it (半百, 三万半). Of two neighbours (两三千) the larger
    counts.
    """
    if not written or len(written) > _LONGEST:
        return None
    plain = written.translate(_FORMAL)
    for char, tens in _TENS:
        plain = plain.replace(char, tens)
    digits = fold_digits(plain)
    if digits.isascii() and digits.isdigit():
        return Decimal(digits)
    return _read(_ABOUT.sub("", plain), tuple(_SCALES.items()))


def read_whole(written: str) -> int | None:
    """Return the whole number that a numeral says, as `read_number` does; None for a fraction too."""
    number = read_number(written)
    return None if number is None or number != number.to_integral_value() else int(number)


def fold_digits(text: str) -> str:
    """Return a text with each Chinese digit as an Arabic one, character for character: 一三八零 is 1380."""
    return text.translate(_DIGITS)


def _read(plain: str, scales: Sequence[tuple[str, int]]) -> Decimal | None:
    """Read a numeral of digits and these scales, the largest first."""
    for position, (scale, size) in enumerate(scales):
        head, mark, tail = plain.partition(scale)
        if mark:
            below = scales[position + 1 :]
            count = _read_head(head, below, size)
            rest = _read_tail(tail, below, size)
            return None if count is None or rest is None else count * size + rest
    return Decimal("0.5") if plain == "半" else _read_digits(plain)


def _read_head(head: str, below: Sequence[tuple[str, int]], size: int) -> Decimal | None:
    if not head:
        return Decimal(1)
    return _read(head, below if size >= _MYRIAD else ())  # 五百万, and no 百千


def _read_tail(tail: str, below: Sequence[tuple[str, int]], size: int) -> Decimal | None:
    if tail == "半":
        return Decimal(size) / 2
    rest = tail.lstrip(_ZEROS)
    if not rest:
        return Decimal(0)
    number = _read(rest, below)
    if number is None or number >= size:
        return None
    is_elided = rest == tail and number < 10 and size >= _ELIDING
    return number * size / 10 if is_elided else number


def _read_digits(plain: str) -> Decimal | None:
    if _ARABIC.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    digits = fold_digits(plain)
    if fraction := _FRACTION.fullmatch(digits):
        return Decimal(f"{fraction['whole']}.{fraction['rest']}")
    return Decimal(digits) if len(plain) == 1 and digits.isascii() and digits.isdigit() else None
