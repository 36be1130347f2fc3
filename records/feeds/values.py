"""How the values of cells are read: texts, choices, numbers of enterprises, phones, whole numbers, regions.

Each reader takes a raw value as a table or another system gives it and raises ValueInvalid. Dates are in `moments.py`,
amounts in `amounts.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from records.feeds.problems import ValueInvalid
from records.feeds.regions import find_region
from records.values.uscc import UsccInvalid, is_uscc, normalise_uscc

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NOT_IN_PHONES = re.compile(r"[\s\-().·]+")
_LIST = re.compile(r"[、；;，,|\n]+")
_FOLD = {
    code: code - 0xFEE0
    for block in ("０９", "ＡＺ", "ａｚ")
    for code in range(ord(block[0]), ord(block[1]) + 1)
}
_FOLD[0x3000] = 0x20
_EXACT_DIGITS = 15  # what a spreadsheet keeps of a number


class Text:
    """Reads a text of at most `longest` characters, blanks at the ends cut; full-width letters and digits are folded.

    Chinese punctuation stays as it is: it belongs to names, such as 样例（集团）有限公司.
    """

    def __init__(self, longest: int, *, is_literal: bool = False) -> None:
        """`is_literal` leaves letters and digits too: prose."""
        self._longest = longest
        self._is_literal = is_literal

    def __call__(self, raw: Any) -> str:
        text = plain_text(raw).strip()
        if not self._is_literal:
            text = text.translate(_FOLD)
        if text[:1] in ("=", "@"):
            raise ValueInvalid(f"以“{text[0]}”开头，像是公式，请改为普通文字。")
        if len(text) > self._longest:
            raise ValueInvalid(f"有 {len(text)} 个字符，最多 {self._longest} 个，请缩短。")
        return text


class Choice:
    """Reads one of several values by any of its names."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """`names`: value -> what it is called; the first is what a message offers."""
        self._values = {_fold(name): value for value, called in names.items() for name in (value, *called)}
        self._names = {name: value for value, called in names.items() for name in called}
        self._called = {value: called[0] if called else value for value, called in names.items()}
        self._offered = "、".join(self._called.values())

    def __call__(self, raw: Any) -> str:
        text = plain_text(raw)
        value = self._names.get(text) or self._values.get(_fold(text))
        if value is None:
            raise ValueInvalid(f"不在可选范围内，请填下列之一：{self._offered}。")
        return value

    def show(self, value: str) -> str:
        """Return what a value is called."""
        return self._called[value]


class Words:
    """Reads a list of texts divided by 、 ； , or line breaks."""

    def __init__(self, longest: int) -> None:
        self._read = Text(longest)

    def __call__(self, raw: Any) -> list[str]:
        parts = raw if isinstance(raw, list) else _LIST.split(plain_text(raw))
        words = [self._read(part) for part in parts if str(part).strip()]
        if not words:
            raise ValueInvalid("没有内容，请填写，多项之间用顿号分开。")
        return list(dict.fromkeys(words))


def plain_text(raw: Any) -> str:
    """Return a raw value as text; 18.0 is "18". Raises ValueInvalid for what is no text, or holds what none may."""
    if isinstance(raw, str):
        text = raw
    elif isinstance(raw, bool | dict | list | bytes):
        raise ValueInvalid("不是文字，请改为文字。")
    elif isinstance(raw, int | float | Decimal):
        text = _digits(raw)
    elif isinstance(raw, date):
        raise ValueInvalid("被存成了日期，请把这一列设为“文本”后重填。")
    else:
        raise ValueInvalid("不是文字，请改为文字。")
    if any(_is_bad(character) for character in text) if not text.isprintable() else False:
        raise ValueInvalid("含有看不见的控制字符或损坏的字符，请删去后重填。")
    return text


def uscc(raw: Any) -> str:
    """Read a uscc, the check digit included."""
    return _uscc(plain_text(raw).strip())


@lru_cache(maxsize=50_000)
def _uscc(text: str) -> str:
    if is_uscc(text):
        return text
    try:
        return normalise_uscc(text)
    except UsccInvalid as problem:
        raise ValueInvalid(problem.reason.replace("您输入的", "这里")) from problem


def mobile(raw: Any) -> str:
    """Read a mobile number: 11 digits, whatever stands between them, with or without +86."""
    text = _NOT_IN_PHONES.sub("", unicodedata.normalize("NFKC", plain_text(raw)))
    text = text.removeprefix("+86").removeprefix("0086")
    if len(text) == 13:
        text = text.removeprefix("86")
    if not _MOBILE.fullmatch(text):
        raise ValueInvalid("不是 11 位手机号，请核对（收验证码要用手机号，不能填座机）。")
    return text


def whole_number(raw: Any) -> int:
    """Read a whole number from 0 to 9,999."""
    text = unicodedata.normalize("NFKC", plain_text(raw)).strip()
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueInvalid("应为 0 至 9999 的整数，请改正。")
    return int(text)


@lru_cache(maxsize=4096)
def _region(text: str) -> str:
    found = find_region(text)
    if found is None:
        raise ValueInvalid("不是行政区划，请从省级写起、用斜杠分开，如 浙江省/杭州市/萧山区。")
    return found


def region(raw: Any) -> str:
    """Read a region: 浙江省/杭州市/萧山区."""
    return _region(plain_text(raw))


def regions(raw: Any) -> list[str]:
    """Read a list of regions."""
    parts = raw if isinstance(raw, list) else _LIST.split(plain_text(raw))
    found = [region(part) for part in parts if str(part).strip()]
    return list(dict.fromkeys(found))


def _digits(number: float | Decimal) -> str:
    """Return a number as it was typed. Raises ValueInvalid where a spreadsheet has lost digits."""
    value = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not value.is_finite():
        raise ValueInvalid("不是文字，请改为文字。")
    if value.adjusted() >= _EXACT_DIGITS:
        raise ValueInvalid("被存成了数字，末几位已经丢失，请把这一列设为“文本”后重填。")
    if value.adjusted() < -_EXACT_DIGITS:
        raise ValueInvalid("不是文字，请改为文字。")
    return f"{int(value)}" if value == value.to_integral_value() else f"{value:f}"


def _fold(text: str) -> str:
    return re.sub(r"[\s_\-（）()]+", "", unicodedata.normalize("NFKC", text)).lower()


def _is_bad(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") and character not in "\n\r\t"
