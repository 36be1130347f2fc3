"""Single times in a text (去年, 上季度, 9月份, 近三个月, 2026-03-05), as the days they cover."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from understanding.values.numerals import read_whole
from understanding.values.period_readers import (
    Days,
    Match,
    named_year,
    read_ago,
    read_bare_day,
    read_day,
    read_day_word,
    read_first_months,
    read_half,
    read_lately,
    read_month,
    read_past_month,
    read_past_months,
    read_past_quarter,
    read_past_week,
    read_quarter,
    read_whole_year,
)

_NUMERAL = "[零〇一二两三四五六七八九十]"
_COUNTED = (
    rf"(?:个?(?:月|季度?|星期|礼拜)|年|天|周(?!{_NUMERAL}|末)|日|号|(?:到|至|-|~)(?:\d|{_NUMERAL}){{1,3}}月)"
)


@dataclass(frozen=True)
class Point:
    """A time found in a text: half-open span, and the days it covers, both included."""

    start: int
    end: int
    days: Days
    names_year: bool


def read_numerals(text: str) -> str:
    """Return the text with Chinese numbers before a unit of time as digits: 九月 -> 9月, 近半年 -> 近6个月."""
    text = re.sub(r"(?<![上下])半年", "6个月", text.replace("半个月", "15天"))
    return re.sub(rf"(?<!周)(?<!星期){_NUMERAL}+(?={_COUNTED})", _digits, text)


def find_point(text: str, today: date) -> Point | None:
    """Return the first time that a text names, of several that begin there the longest; None if it names none."""
    found: list[tuple[int, int, Match, Days]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            days = read(match, today)
            if days is not None:
                found.append((match.start(), -match.end(), match, days))
                break
    if not found:
        return None
    _, _, match, days = min(found, key=lambda item: item[:2])
    return Point(match.start(), match.end(), days, names_year=named_year(match, today) is not None)


def _digits(numeral: Match) -> str:
    number = read_whole(numeral[0])
    return numeral[0] if number is None else str(number)


_YEAR = (
    r"(?:(?P<word>大前|前|去|上|今|本|当|明)1?年度?"
    r"|(?<![\da-z])(?P<number>20\d{2})年度?"
    r"|(?<![\d近去过前后])(?P<short>[12]\d)年度?(?!前|之前|以前|内|以内|后|来))"
)
_IN_YEAR = rf"(?:{_YEAR}的?)?"
_WHICH = r"(?P<which>上上|大上|上|本|这|当)1?个?"
_PART = r"(?P<part>初|上旬|中旬|中(?!心|国|小)|底|末|下旬)?"


_UNIT = r"(?P<unit>个月|月|年|天|日|周|个?星期|个?礼拜|个?季度?)"
_READERS: tuple[tuple[re.Pattern[str], Callable[[Match, date], Days | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?<![\da-z])(?P<number>20\d{2})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)", read_day),
        (rf"{_IN_YEAR}(?<!\d)(?P<month>\d{{1,2}})月份?(?P<day>\d{{1,2}})[日号]", read_day),
        (r"(?<![\da-z])(?P<number>20\d{2})[-/.](?P<month>\d{1,2})(?![\d.])(?P<part>)?", read_month),
        (rf"{_IN_YEAR}(?<!\d)(?P<month>\d{{1,2}})月份?(?!\d{{1,2}}[日号])的?{_PART}", read_month),
        (rf"{_IN_YEAR}第?(?P<quarter>[1-4])季度?", read_quarter),
        (rf"{_IN_YEAR}q(?P<quarter>[1-4])(?![\da-z])", read_quarter),
        (rf"{_IN_YEAR}(?P<half>[上下])半年", read_half),
        (rf"{_YEAR}的?前(?P<count>\d{{1,2}})个月", read_first_months),
        (rf"{_YEAR}(?:年?(?P<season>[初底末]|中(?!心|国|小)))?", read_whole_year),
        (r"(?<!\d)年(?P<season>[初底末])", read_whole_year),
        (rf"{_WHICH}月{_PART}", read_past_month),
        (r"上(?P<count>\d{1,2})个?月", read_past_months),
        (rf"{_WHICH}季度?", read_past_quarter),
        (rf"{_WHICH}(?:周|星期|礼拜)(?P<weekday>[末一二三四五六日天1-7])?", read_past_week),
        (rf"(?:最近|近|过去|前|这)(?P<count>\d{{1,3}}){_UNIT}(?:以?来|以?内)?", read_lately),
        (rf"(?<!\d)(?P<count>\d{{1,3}}){_UNIT}(?:之|以)?前", read_ago),
        (r"(?P<past>大前|前|昨|今)[天日]", read_day_word),
        (r"(?<![\d第月])(?P<day>\d{1,2})[号日](?=[交报提送递申的]|那天)", read_bare_day),
    )
)
