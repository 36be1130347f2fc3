"""By when something is due: what staff may ask for, as a parameter or in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

FURTHEST_DAYS = 366
_ONE_DAY = timedelta(days=1)

DueField = Literal["due_on", "action_due_on"]


class DueInvalid(Exception):
    """What was given is no deadline that can be asked for; the message says in Chinese what can."""

    def __init__(self) -> None:
        super().__init__(
            "时限条件应为 overdue（已超期）、today（今天到期）、week（本周到期）、within:天数（如 within:7）、"
            "on:日期（如 on:2026-12-01）或 supplement_overdue（补正逾期）。"
        )


@dataclass(frozen=True)
class Due:
    """Days on which a case may be due, both included; `begins` None: any time before.

    `field` is the bureau's own deadline, or that of the enterprise (补正、容缺). `code` is how it is written as a
    parameter, `label` in Chinese.
    """

    code: str
    label: str
    field: DueField
    begins: date | None
    ends: date


def parse_due(code: str, today: date) -> Due:
    """Return the deadline that a parameter asks for: `overdue`, `today`, `week`, `within:N`, `on:DATE`,
    `supplement_overdue`. Raises DueInvalid.
    """
    name, _, value = code.strip().partition(":")
    if name in _NAMED and not value:
        return _NAMED[name](today)
    if name == "within" and re.fullmatch("[0-9]{1,3}", value) and int(value) <= FURTHEST_DAYS:
        return _within(int(value), today)
    if name == "on":
        return _on(_day(value))
    raise DueInvalid


def find_due(word: str, today: date) -> Due | None:
    """Return the deadline that a word of a query asks for (超期, 今天到期, 3天内到期, 2026-12-01到期), or None."""
    if word in _WORDS:
        return parse_due(_WORDS[word], today)
    if found := re.fullmatch("([0-9]{1,3})[天日](?:内|之内|以内)到期", word):
        return _within(min(int(found[1]), FURTHEST_DAYS), today)
    if found := re.fullmatch("([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?到期", word):
        try:
            return _on(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return None
    return None


def _overdue(today: date) -> Due:
    return Due("overdue", "已超期", "due_on", None, today - _ONE_DAY)


def _supplement_overdue(today: date) -> Due:
    return Due("supplement_overdue", "补正逾期", "action_due_on", None, today - _ONE_DAY)


def _today(today: date) -> Due:
    return Due("today", "今天到期", "due_on", today, today)


def _tomorrow(today: date) -> Due:
    return _on(today + _ONE_DAY)


def _week(today: date) -> Due:
    """From today to Sunday: what was due before is overdue."""
    return Due("week", "本周到期", "due_on", today, today + timedelta(days=6 - today.weekday()))


def _within(days: int, today: date) -> Due:
    return Due(f"within:{days}", f"{days} 天内到期", "due_on", today, today + timedelta(days=days))


def _on(day: date) -> Due:
    return Due(f"on:{day}", f"{day} 到期", "due_on", day, day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DueInvalid from error


_NAMED: dict[str, Callable[[date], Due]] = {
    "overdue": _overdue,
    "supplement_overdue": _supplement_overdue,
    "today": _today,
    "tomorrow": _tomorrow,
    "week": _week,
}
_WORDS = {
    **dict.fromkeys(("超期", "已超期", "逾期", "已逾期", "超时"), "overdue"),
    **dict.fromkeys(("补正逾期", "补正超期", "逾期未补正", "超期未补正"), "supplement_overdue"),
    **dict.fromkeys(("今天到期", "今日到期", "当天到期"), "today"),
    **dict.fromkeys(("明天到期", "明日到期"), "tomorrow"),
    **dict.fromkeys(("本周到期", "这周到期", "本周内到期"), "week"),
}
