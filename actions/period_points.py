"""Single times in a text (去年, 上季度, 9月份, 近三个月, 2026-03-05), as the days they cover."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]
_Match = re.Match[str]

_DIGITS = {char: str(number) for number, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
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
    return re.sub(rf"(?<!周)(?<!星期){_NUMERAL}+(?={_COUNTED})", lambda match: _number(match.group()), text)


def find_point(text: str, today: date) -> Point | None:
    """Return the first time that a text names, of several that begin there the longest; None if it names none."""
    found: list[tuple[int, int, _Match, Days]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            days = read(match, today)
            if days is not None:
                found.append((match.start(), -match.end(), match, days))
                break
    if not found:
        return None
    _, _, match, days = min(found, key=lambda item: item[:2])
    return Point(match.start(), match.end(), days, names_year=_year(match, today) is not None)


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


def _number(written: str) -> str:
    if "十" not in written:
        return "".join(_DIGITS[char] for char in written)
    tens, _, ones = written.partition("十")
    return f"{_DIGITS.get(tens, '1') if tens else '1'}{_DIGITS.get(ones, '0') if ones else '0'}"


_YEAR_WORDS = {"大前": -3, "前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "明": 1}
_YEAR = (
    r"(?:(?P<word>大前|前|去|上|今|本|当|明)1?年度?"
    r"|(?<![\da-z])(?P<number>20\d{2})年度?"
    r"|(?<![\d近去过前后])(?P<short>[12]\d)年度?(?!前|之前|以前|内|以内|后|来))"
)
_IN_YEAR = rf"(?:{_YEAR}的?)?"
_BACK = {"上上": 2, "大上": 2, "上": 1, "本": 0, "这": 0, "当": 0}
_WHICH = r"(?P<which>上上|大上|上|本|这|当)1?个?"
_WEEKDAYS = (
    {char: number for number, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(n): n - 1 for n in range(1, 8)}
)
_PARTS: dict[str, tuple[int, int]] = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20)}
_PARTS |= dict.fromkeys(("底", "末", "下旬"), (21, 31))
_PART = r"(?P<part>初|上旬|中旬|中(?!心|国|小)|底|末|下旬)?"


def _year(match: _Match, today: date) -> int | None:
    named = match.groupdict()
    if word := named.get("word"):
        return today.year + _YEAR_WORDS[word]
    if number := named.get("number"):
        return int(number)
    return 2000 + int(named["short"]) if named.get("short") else None


def _in_month(match: _Match, first: date, last: date) -> Days:
    part = match.groupdict().get("part")
    if not part:
        return first, last
    begins, ends = _PARTS[part]
    return first.replace(day=begins), last.replace(day=min(ends, last.day))


def _day(match: _Match, today: date) -> Days | None:
    month, day = int(match["month"]), int(match["day"])
    year = _year(match, today)
    if year is None:
        year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def _month(match: _Match, today: date) -> Days | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    year = _year(match, today)
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return _in_month(match, *month_days(year, month))


def _quarter(match: _Match, today: date) -> Days:
    first = int(match["quarter"]) * 3 - 2
    year = _year(match, today)
    return month_days(year if year is not None else today.year - (first > today.month), first, 3)


def _half(match: _Match, today: date) -> Days:
    first = 1 if match["half"] == "上" else 7
    year = _year(match, today)
    return month_days(year if year is not None else today.year - (first > today.month), first, 6)


def _first_months(match: _Match, today: date) -> Days | None:
    year, months = _year(match, today), int(match["count"])
    return month_days(year, 1, months) if year is not None and 1 <= months <= 12 else None


def _whole_year(match: _Match, today: date) -> Days | None:
    year = _year(match, today)
    part = match.groupdict().get("season")
    if year is None:
        year = today.year
    if not part:
        return month_days(year, 1, 12)
    return month_days(year, {"初": 1, "中": 5}.get(part, 10), 4 if part == "中" else 3)


def _past_month(match: _Match, today: date) -> Days:
    return _in_month(match, *month_days(today.year, today.month - _BACK[match["which"]]))


def _past_months(match: _Match, today: date) -> Days | None:
    months = int(match["count"])
    return month_days(today.year, today.month - months, months) if 2 <= months <= 36 else None


def _past_quarter(match: _Match, today: date) -> Days:
    first = (today.month - 1) // 3 * 3 + 1 - 3 * _BACK[match["which"]]
    return month_days(today.year, first, 3)


def _past_week(match: _Match, today: date) -> Days:
    monday = today - timedelta(days=today.weekday(), weeks=_BACK[match["which"]])
    if weekday := match["weekday"]:
        if weekday == "末":
            return monday + timedelta(days=5), monday + timedelta(days=6)
        found = monday + timedelta(days=_WEEKDAYS[weekday])
        return found, found
    return monday, monday + timedelta(days=6)


def _lately(match: _Match, today: date) -> Days | None:
    begins_on = _before(match, today)
    return (begins_on, today) if begins_on else None


def _ago(match: _Match, today: date) -> Days | None:
    found = _before(match, today)
    if found is None or match["unit"] in "天日":
        return (found, found) if found else None
    if match["unit"].endswith("年"):
        return month_days(found.year, 1, 12)
    if match["unit"].endswith(("月", "季", "季度")):
        return month_days(found.year, found.month)
    monday = found - timedelta(days=found.weekday())
    return monday, monday + timedelta(days=6)


def _before(match: _Match, today: date) -> date | None:
    """Return the day so many units before today; None where that is no day of these times."""
    count, unit = int(match["count"]), match["unit"]
    if unit in "天日":
        return today - timedelta(days=count) if count else None
    months = count * (12 if unit.endswith("年") else 3 if "季" in unit else 1 if unit.endswith("月") else 0)
    if months > 1200 or not count:
        return None
    return months_before(today, months) if months else today - timedelta(weeks=count)


_DAY_WORDS = {"今": 0, "昨": 1, "前": 2, "大前": 3}


def _day_word(match: _Match, today: date) -> Days:
    found = today - timedelta(days=_DAY_WORDS[match["past"]])
    return found, found


def _bare_day(match: _Match, today: date) -> Days | None:
    """Return the last such day that has begun; every second month at least has 31 days."""
    day = int(match["day"])
    for back in range(3):
        first, last = month_days(today.year, today.month - back)
        if 1 <= day <= last.day and first.replace(day=day) <= today:
            return (first.replace(day=day),) * 2
    return None


_UNIT = r"(?P<unit>个月|月|年|天|日|周|个?星期|个?礼拜|个?季度?)"
_READERS: tuple[tuple[re.Pattern[str], Callable[[_Match, date], Days | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?<![\da-z])(?P<number>20\d{2})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)", _day),
        (rf"{_IN_YEAR}(?<!\d)(?P<month>\d{{1,2}})月份?(?P<day>\d{{1,2}})[日号]", _day),
        (r"(?<![\da-z])(?P<number>20\d{2})[-/.](?P<month>\d{1,2})(?![\d.])(?P<part>)?", _month),
        (rf"{_IN_YEAR}(?<!\d)(?P<month>\d{{1,2}})月份?(?!\d{{1,2}}[日号])的?{_PART}", _month),
        (rf"{_IN_YEAR}第?(?P<quarter>[1-4])季度?", _quarter),
        (rf"{_IN_YEAR}q(?P<quarter>[1-4])(?![\da-z])", _quarter),
        (rf"{_IN_YEAR}(?P<half>[上下])半年", _half),
        (rf"{_YEAR}的?前(?P<count>\d{{1,2}})个月", _first_months),
        (rf"{_YEAR}(?:年?(?P<season>[初底末]|中(?!心|国|小)))?", _whole_year),
        (r"(?<!\d)年(?P<season>[初底末])", _whole_year),
        (rf"{_WHICH}月{_PART}", _past_month),
        (r"上(?P<count>\d{1,2})个?月", _past_months),
        (rf"{_WHICH}季度?", _past_quarter),
        (rf"{_WHICH}(?:周|星期|礼拜)(?P<weekday>[末一二三四五六日天1-7])?", _past_week),
        (rf"(?:最近|近|过去|前|这)(?P<count>\d{{1,3}}){_UNIT}(?:以?来|以?内)?", _lately),
        (rf"(?<!\d)(?P<count>\d{{1,3}}){_UNIT}(?:之|以)?前", _ago),
        (r"(?P<past>大前|前|昨|今)[天日]", _day_word),
        (r"(?<![\d第月])(?P<day>\d{1,2})[号日](?=[交报提送递申的]|那天)", _bare_day),
    )
)
