"""What each way of naming a time covers, in days; the names of groups are those of `period_points`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
Match = re.Match[str]

_YEAR_WORDS = {"大前": -3, "前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "明": 1}
_BACK = {"上上": 2, "大上": 2, "上": 1, "本": 0, "这": 0, "当": 0}
_WEEKDAYS = (
    {char: number for number, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(n): n - 1 for n in range(1, 8)}
)
_PARTS: dict[str, tuple[int, int]] = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20)}
_PARTS |= dict.fromkeys(("底", "末", "下旬"), (21, 31))


def month_days(year: int, month: int, months: int = 1) -> Days:
    """Return the days of `months` whole months; `month` may lie outside 1 to 12 and then counts on from the year."""
    first_year, first_month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = month + months - 1
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return (
        date(first_year, first_month, 1),
        date(last_year, last_month, monthrange(last_year, last_month)[1]),
    )


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of that month where it has no such day."""
    first, last = month_days(day.year, day.month - months)
    return first.replace(day=min(day.day, last.day))


def named_year(match: Match, today: date) -> int | None:
    """Return the year that the text names; None if it names none."""
    named = match.groupdict()
    if word := named.get("word"):
        return today.year + _YEAR_WORDS[word]
    if number := named.get("number"):
        return int(number)
    return 2000 + int(named["short"]) if named.get("short") else None


def _in_month(match: Match, first: date, last: date) -> Days:
    part = match.groupdict().get("part")
    if not part:
        return first, last
    begins, ends = _PARTS[part]
    return first.replace(day=begins), last.replace(day=min(ends, last.day))


def read_day(match: Match, today: date) -> Days | None:
    """A day of a month; without a year the last that has begun. None where there is no such day."""
    month, day = int(match["month"]), int(match["day"])
    year = named_year(match, today)
    if year is None:
        year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def read_month(match: Match, today: date) -> Days | None:
    """A month, or a part of it (初, 中旬, 底); without a year the last that has begun."""
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    year = named_year(match, today)
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return _in_month(match, *month_days(year, month))


def read_quarter(match: Match, today: date) -> Days:
    """A quarter; without a year the last that has begun."""
    first = int(match["quarter"]) * 3 - 2
    year = named_year(match, today)
    return month_days(year if year is not None else today.year - (first > today.month), first, 3)


def read_half(match: Match, today: date) -> Days:
    """Half a year; without a year the last that has begun."""
    first = 1 if match["half"] == "上" else 7
    year = named_year(match, today)
    return month_days(year if year is not None else today.year - (first > today.month), first, 6)


def read_first_months(match: Match, today: date) -> Days | None:
    """The first months of a year that is named."""
    year, months = named_year(match, today), int(match["count"])
    return month_days(year, 1, months) if year is not None and 1 <= months <= 12 else None


def read_whole_year(match: Match, today: date) -> Days | None:
    """A year, or its beginning (1-3), middle (5-8) or end (10-12)."""
    year = named_year(match, today)
    part = match.groupdict().get("season")
    if year is None:
        year = today.year
    if not part:
        return month_days(year, 1, 12)
    return month_days(year, {"初": 1, "中": 5}.get(part, 10), 4 if part == "中" else 3)


def read_past_month(match: Match, today: date) -> Days:
    """This month, the last, or the one before."""
    return _in_month(match, *month_days(today.year, today.month - _BACK[match["which"]]))


def read_past_months(match: Match, today: date) -> Days | None:
    """So many whole months before this one."""
    months = int(match["count"])
    return month_days(today.year, today.month - months, months) if 2 <= months <= 36 else None


def read_past_quarter(match: Match, today: date) -> Days:
    """This quarter, or the last."""
    first = (today.month - 1) // 3 * 3 + 1 - 3 * _BACK[match["which"]]
    return month_days(today.year, first, 3)


def read_past_week(match: Match, today: date) -> Days:
    """This week (from Monday), the last, the one before; or a day of it."""
    monday = today - timedelta(days=today.weekday(), weeks=_BACK[match["which"]])
    if weekday := match["weekday"]:
        if weekday == "末":
            return monday + timedelta(days=5), monday + timedelta(days=6)
        found = monday + timedelta(days=_WEEKDAYS[weekday])
        return found, found
    return monday, monday + timedelta(days=6)


def read_lately(match: Match, today: date) -> Days | None:
    """From so many days, weeks, months or years ago until today."""
    begins_on = _before(match, today)
    return (begins_on, today) if begins_on else None


def read_ago(match: Match, today: date) -> Days | None:
    """The day, week, month or year that lies so long ago."""
    found = _before(match, today)
    if found is None or match["unit"] in "天日":
        return (found, found) if found else None
    if match["unit"].endswith("年"):
        return month_days(found.year, 1, 12)
    if match["unit"].endswith(("月", "季", "季度")):
        return month_days(found.year, found.month)
    monday = found - timedelta(days=found.weekday())
    return monday, monday + timedelta(days=6)


def _before(match: Match, today: date) -> date | None:
    """Return the day so many units before today; None where that is no day of these times."""
    count, unit = int(match["count"]), match["unit"]
    if unit in "天日":
        return today - timedelta(days=count) if count else None
    months = count * (12 if unit.endswith("年") else 3 if "季" in unit else 1 if unit.endswith("月") else 0)
    if months > 1200 or not count:
        return None
    return months_before(today, months) if months else today - timedelta(weeks=count)


_DAY_WORDS = {"今": 0, "昨": 1, "前": 2, "大前": 3}


def read_day_word(match: Match, today: date) -> Days:
    """Today and the days before it."""
    found = today - timedelta(days=_DAY_WORDS[match["past"]])
    return found, found


def read_bare_day(match: Match, today: date) -> Days | None:
    """Return the last such day that has begun; every second month at least has 31 days."""
    day = int(match["day"])
    for back in range(3):
        first, last = month_days(today.year, today.month - back)
        if 1 <= day <= last.day and first.replace(day=day) <= today:
            return (first.replace(day=day),) * 2
    return None
