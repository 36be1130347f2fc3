"""How dates and moments are read: 2026-03-05, 2026/3/5, 2026年3月5日, 20260305, cells and serial numbers of Excel.

A moment without a time is the beginning of its day; without an offset it is in Asia/Shanghai.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from records.feeds.problems import ValueInvalid
from records.feeds.values import plain_text
from records.values.clock import SHANGHAI

_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))")
_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d{1,9})?)?[秒分]?(Z|[+-]\d{2}:?\d{2})?")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
_EXCEL_DAYS = range(18_264, 73_051)  # 1950 to 2099
_YEARS = range(1950, 2100)


class Moment(NamedTuple):
    """A moment in Asia/Shanghai; `is_day` where only its day was given."""

    at: datetime
    is_day: bool

    def __reduce__(self) -> tuple[Any, ...]:
        """Set aside as a number: zones are slow to write down and to find again."""
        return _restored, (int(self.at.timestamp()), self.is_day)


@lru_cache(maxsize=20_000)
def _restored(timestamp: int, is_day: bool) -> Moment:
    return Moment(datetime.fromtimestamp(timestamp, SHANGHAI), is_day)


def day(raw: Any) -> date:
    """Read a date; a time of day beside it is let fall. Raises ValueInvalid."""
    return moment(raw).at.date()


def moment(raw: Any) -> Moment:
    """Read a moment. Raises ValueInvalid."""
    if isinstance(raw, datetime):
        return _checked(raw)
    if isinstance(raw, date):
        return _checked(datetime.combine(raw, time()))
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _from_number(Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw))
    return _from_cell(plain_text(raw))


@lru_cache(maxsize=20_000)
def _from_cell(cell: str) -> Moment:
    """Read a text; the days of a file are few."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(Decimal(text))
    return _from_text(text)


def _from_number(number: Decimal) -> Moment:
    if number.is_finite() and int(number) in _EXCEL_DAYS:
        seconds = int((number - int(number)) * 86_400 + Decimal("0.5"))
        return _checked(_EXCEL_EPOCH + timedelta(days=int(number), seconds=seconds))
    if number.is_finite() and number == number.to_integral_value() and 19_500_101 <= number <= 20_991_231:
        return _from_text(str(int(number)))
    raise ValueInvalid("不是日期，请写成 2026-03-05 这样。")


def _from_text(text: str) -> Moment:
    found = _DAY.match(text)
    rest = text[found.end() :].strip().lstrip("T,，").strip() if found else ""
    clock = _TIME.fullmatch(rest) if rest else None
    if found is None or (rest and clock is None):
        raise ValueInvalid("不是日期，请写成 2026-03-05 这样（有时间的写成 2026-03-05 14:30）。")
    year, month, number = (int(part) for part in found.groups() if part is not None)
    try:
        value = datetime(year, month, number)  # noqa: DTZ001 - the zone follows
        if clock is not None:
            value = _with_time(value, clock)
    except ValueError as problem:
        raise ValueInvalid("日历上没有这一天（或这个时刻），请核对。") from problem
    return _checked(value, has_time=clock is not None)


def _with_time(value: datetime, clock: re.Match[str]) -> datetime:
    value = value.replace(hour=int(clock[1]), minute=int(clock[2]), second=int(clock[3] or 0))
    if clock[4] is None:
        return value
    offset = "+00:00" if clock[4] == "Z" else clock[4]
    return datetime.fromisoformat(f"{value.isoformat()}{offset}")


def _checked(value: datetime, *, has_time: bool | None = None) -> Moment:
    has_time = bool(value.time() != time()) if has_time is None else has_time
    value = value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value.astimezone(SHANGHAI)
    if value.year not in _YEARS:
        raise ValueInvalid("年份不在 1950 至 2099 之间，请核对。")
    return Moment(value.replace(microsecond=0), is_day=not has_time)
