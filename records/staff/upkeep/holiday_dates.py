"""Dates of a holiday notice as staff type them: single days and ranges, in the notice's own way of writing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_LONGEST_RANGE = 31
_SEPARATORS = re.compile(r"[,;，；、\s]+")
_RANGE = re.compile(r"\s*(?:至|到|~|—+|–|--+)\s*")
# 2027年1月1日, 2027-01-01, 1月1日, 1-1, and, at the end of a range, 3日 or 3.
_DAY = re.compile(r"(?:(?:([0-9]{4})[年./-])?([0-9]{1,2})[月./-])?([0-9]{1,2})日?")
_WEEKDAY = re.compile(r"[(（][^()（）]*[)）]")


class DatesInvalid(Exception):
    """A text that names no days of the year; the message says in Chinese which part and how to write it."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"“{part[:30]}”{reason}。日期可写成 2027-01-01、1月1日，连续几天写成 1月1日至3日。")


def read_dates(text: str, year: int) -> list[date]:
    """Return the days that a text names, sorted, each once; weekdays in brackets are passed over.

    Days without a year are of `year`. Raises DatesInvalid: something that is no day, a range backwards or of more than
    31 days.
    """
    folded = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text)).replace("号", "日")
    joined = _RANGE.sub("~", folded)
    days: set[date] = set()
    for part in _SEPARATORS.split(joined):
        if part:
            days |= set(_read_part(part, year))
    return sorted(days)


def _read_part(part: str, year: int) -> list[date]:
    begin_text, is_range, end_text = part.partition("~")
    begin = _read_day(begin_text, part, year, None)
    if not is_range:
        return [begin]
    end = _read_day(end_text, part, year, begin)
    length = (end - begin).days + 1
    if length < 1:
        raise DatesInvalid(part, "前后颠倒")
    if length > _LONGEST_RANGE:
        raise DatesInvalid(part, f"超过 {_LONGEST_RANGE} 天")
    return [begin + timedelta(days=offset) for offset in range(length)]


def _read_day(text: str, part: str, year: int, begin: date | None) -> date:
    found = _DAY.fullmatch(text)
    if found is None or (found[2] is None and begin is None):
        raise DatesInvalid(part, "看不出是哪一天")
    month = int(found[2]) if found[2] else begin.month if begin else 0
    try:
        return date(int(found[1] or year), month, int(found[3]))
    except ValueError as error:
        raise DatesInvalid(part, "没有这一天") from error
