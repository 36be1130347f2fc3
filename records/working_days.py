"""Working days of the Chinese calendar, holidays and make-up days included.

The State Council publishes each year's holidays in the autumn before; chinesecalendar carries them up to the
last published year. Staff add a year in a file of their own, with its source. Beyond both, only weekends are
known, and the result is marked as an estimate (预计).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_ONE_DAY = timedelta(days=1)
_LAST_PUBLISHED_YEAR = max(day.year for day in chinese_calendar.holidays)
_FIRST_PUBLISHED_YEAR = min(day.year for day in chinese_calendar.holidays)


class HolidayFileInvalid(Exception):
    """The holiday file cannot be read; the message says where and why."""


class HolidayYear(BaseModel):
    """One year's notice: days off, and weekend days worked. `source` is its number or address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    holidays: frozenset[date]
    workdays: frozenset[date] = frozenset()


class _HolidayFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    years: dict[int, HolidayYear]


@dataclass(frozen=True)
class Deadline:
    """A day; `is_estimate` when a year on the way to it is not published."""

    day: date
    is_estimate: bool


class WorkingDays:
    """Counts working days. The holiday file, if given, is YAML and outranks chinesecalendar:

    `years: {2027: {source: 国办发明电…, holidays: [2027-01-01, …], workdays: [2027-01-03, …]}}`
    """

    def __init__(self, holiday_file: Path | None = None) -> None:
        self._years = _read(holiday_file) if holiday_file is not None else {}

    def is_published(self, year: int) -> bool:
        """Tell whether the year's holidays are known."""
        return year in self._years or _FIRST_PUBLISHED_YEAR <= year <= _LAST_PUBLISHED_YEAR

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked; by weekends only in a year that is not published."""
        of_staff = self._years.get(day.year)
        if of_staff is not None:
            return day in of_staff.workdays or (day.weekday() < 5 and day not in of_staff.holidays)
        if self.is_published(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def add(self, start: date, days: int) -> Deadline:
        """Return the `days`-th working day after `start`, which does not count itself (days >= 0)."""
        day, is_estimate = start, not self.is_published(start.year)
        left = days
        while left > 0:
            day += _ONE_DAY
            is_estimate = is_estimate or not self.is_published(day.year)
            left -= self.is_working_day(day)
        return Deadline(day, is_estimate)

    def count(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and with `end`; 0 if end <= start."""
        return sum(
            self.is_working_day(start + offset * _ONE_DAY) for offset in range(1, (end - start).days + 1)
        )


def _read(path: Path) -> dict[int, HolidayYear]:
    try:
        content = _HolidayFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise HolidayFileInvalid(f"{path}: {error}") from error
    for year, notice in content.years.items():
        strays = sorted(day for day in notice.holidays | notice.workdays if day.year != year)
        if strays:
            raise HolidayFileInvalid(f"{path}: {strays[0]} is not in {year}")
        if notice.holidays & notice.workdays:
            raise HolidayFileInvalid(
                f"{path}: {min(notice.holidays & notice.workdays)} is both off and worked"
            )
    return content.years
