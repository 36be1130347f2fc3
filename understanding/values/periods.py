"""“上个月”, “去年”, “今年1到6月”, “近三个月”: the period of time that a text names, relative to today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from understanding.values.period_points import Point, find_point, read_numerals
from understanding.values.period_readers import Days, months_before
from understanding.values.writing import canonical

_TO = r"(?:到|至|--?|~)"
_MONTHS = re.compile(rf"(?<![\d-])(\d{{1,2}})月?份?{_TO}(?=\d{{1,2}}月(?!\d))")
_DAY = re.compile(rf"{_TO}(\d{{1,2}})[日号]")
_SINCE = re.compile(r"以来|至今|到(?:现在|今天|目前|今(?!年))|以后|之后|起")
# A time to come is asked about, not a time that was: 今年能批吗, 年底前.
_AHEAD = re.compile(r"(?:什么时候|啥时候|几时)?(?:能|会(?!计)|可以|可不可以|要)|之?前|以前|以?内")


# Of several the one filed last: 最近那个, 刚报的.
_NEWEST = re.compile(
    r"(?:最近|最新|最后)(?:交|报|提交|申请|申报|办)?的?[那这一]一?[个件份次笔回]|刚刚?才?(?:交|报|提交|申请|申报|递|送)的"
)
_SOME_TIME = re.compile(r"\d{1,4}年|\d{1,2}月|(?:明|后)[年天]|下(?:个|一)?(?:月|季度?|周|星期|半?年)")


@dataclass(frozen=True)
class Period:
    """Calendar days from `begins_on` to `ends_on`, both included; `label` says them in words (2026年1月至6月)."""

    begins_on: date
    ends_on: date
    label: str


def find_period(text: str, today: date) -> Period | None:
    """Return the period that a text names; None if it names none, or one that is still to come.

    A month or day without a year is the last one that has begun: in November 12月 is that of last year. A period that
    is not over ends today.
    """
    plain = read_numerals(re.sub(r"\s+", "", canonical(text)))
    plain = _MONTHS.sub(r"\1月到", plain)
    point = find_point(plain, today)
    if point is None:
        return None
    (begins_on, ends_on), rest = _with_end(point, plain[point.end :], today)
    ends_on = min(ends_on, today)
    if begins_on > ends_on or _AHEAD.match(rest):
        return None
    return Period(begins_on, ends_on, describe_days(begins_on, ends_on, today=today))


def names_no_past_time(text: str, today: date) -> bool:
    """Tell whether a text names a time that is impossible (13月, 2月30日) or still to come (明年), and no other."""
    plain = read_numerals(re.sub(r"\s+", "", canonical(text)))
    return _SOME_TIME.search(plain) is not None and find_period(text, today) is None


def names_newest(text: str) -> bool:
    """Tell whether a text names the newest of several by that alone (最近那个, 刚报的)."""
    return _NEWEST.search(canonical(text)) is not None


def describe_days(begins_on: date, ends_on: date, *, today: date) -> str:
    """Return a period in words, as short as can be: 2025年, 2026年9月, 2026年1月至6月, 2026年9月5日至10日.

    A period that ends today is called by its name when that began it: 2026年11月 on any day of that November.
    """
    is_over = ends_on != today
    same_year = begins_on.year == ends_on.year
    same_month = same_year and begins_on.month == ends_on.month
    if begins_on == ends_on:
        return _day(begins_on)
    if begins_on.day == 1 and (not is_over or (ends_on + timedelta(days=1)).day == 1):
        first = f"{begins_on.year}年{begins_on.month}月"
        if same_month:
            return first
        if same_year and begins_on.month == 1 and (ends_on.month == 12 or not is_over):
            return f"{begins_on.year}年"
        return f"{first}至{'' if same_year else f'{ends_on.year}年'}{ends_on.month}月"
    if same_month:
        return f"{_day(begins_on)}至{ends_on.day}日"
    return f"{_day(begins_on)}至{f'{ends_on.month}月{ends_on.day}日' if same_year else _day(ends_on)}"


def _with_end(point: Point, rest: str, today: date) -> tuple[Days, str]:
    """Return the days from a point to the end that follows it, if one does, and the text after that."""
    begins_on, ends_on = point.days
    if since := _SINCE.match(rest):
        return (begins_on, today), rest[since.end() :]
    if (day := _DAY.match(rest)) and begins_on == ends_on and begins_on.day <= int(day[1]) <= 31:
        last = months_before(begins_on, -1).replace(day=1) - timedelta(days=1)
        return (begins_on, min(begins_on.replace(day=1) + timedelta(days=int(day[1]) - 1), last)), rest[
            day.end() :
        ]
    to = re.match(_TO, rest)
    end = find_point(rest[to.end() :], today) if to else None
    if to is None or end is None or end.start != 0:
        return point.days, rest
    return _in_order(point, end, today), rest[to.end() + end.end :]


def _in_order(first: Point, last: Point, today: date) -> Days:
    """Return the days between two points; a side that names no year takes the one that puts them in order."""
    begins_on, ends_on = first.days[0], last.days[1]
    if not last.names_year and first.names_year:
        ends_on = _moved(ends_on, begins_on.year - ends_on.year)
        return begins_on, ends_on if ends_on >= begins_on else _moved(ends_on, 1)
    if begins_on > ends_on and not first.names_year:
        begins_on = _moved(begins_on, -1)
    return begins_on, ends_on


def _moved(day: date, years: int) -> date:
    return months_before(day, -12 * years)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
