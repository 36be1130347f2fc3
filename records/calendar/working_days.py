"""Working days of the Chinese calendar, holidays and make-up days included.

The State Council publishes each year's holidays in the autumn before; chinesecalendar carries them up to the
last published year. Staff add a year in a file of their own, with its source. Beyond both, only weekends are
known, and the result is marked as an estimate (预计).
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from pathlib import Path

import chinese_calendar
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_LAST_PUBLISHED_YEAR = max(day.year for day in chinese_calendar.holidays)
_FIRST_PUBLISHED_YEAR = min(day.year for day in chinese_calendar.holidays)


class HolidayFileInvalid(Exception):
    """The holiday file cannot be used; the message says in Chinese where and why."""


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
        self._years: Mapping[int, HolidayYear] = {}
        self._worked_in: dict[int, Sequence[date]] = {}
        if holiday_file is not None:
            self._years = read_holiday_file(holiday_file)

    def with_notices(self, notices: Mapping[int, HolidayYear]) -> WorkingDays:
        """Return a calendar that goes by these notices for their years, and by this one for all others."""
        if not notices:
            return self
        calendar = WorkingDays()
        calendar._years = {**self._years, **notices}
        return calendar

    def list_file_years(self) -> list[tuple[int, str]]:
        """Return the years that staff have given, with their sources."""
        return [(year, notice.source) for year, notice in sorted(self._years.items())]

    @staticmethod
    def published_years() -> tuple[int, int]:
        """Return the first and the last year that chinesecalendar knows."""
        return _FIRST_PUBLISHED_YEAR, _LAST_PUBLISHED_YEAR

    def is_published(self, year: int) -> bool:
        """Tell whether the year's holidays are known."""
        return year in self._years or _FIRST_PUBLISHED_YEAR <= year <= _LAST_PUBLISHED_YEAR

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked; by weekends only in a year that is not published."""
        of_staff = self._years.get(day.year)
        if of_staff is None:
            return _is_usually_worked(day)
        return day in of_staff.workdays or (day.weekday() < 5 and day not in of_staff.holidays)

    def add(self, start: date, days: int) -> Deadline:
        """Return the `days`-th working day after `start`, which does not count itself (days >= 0).

        No later day than the last there is: a wrong date far ahead gives a far deadline, and no error.
        """
        if days <= 0:
            return Deadline(start, is_estimate=not self.is_published(start.year))
        year = start.year
        position = bisect_right(self._worked(year), start) + days - 1
        is_estimate = not self.is_published(year)
        while position >= len(worked := self._worked(year)):
            if year == MAXYEAR:
                return Deadline(date.max, is_estimate=True)
            position -= len(worked)
            year += 1
            is_estimate = is_estimate or not self.is_published(year)
        return Deadline(worked[position], is_estimate)

    def count(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and with `end`; 0 if end <= start."""
        return sum(
            bisect_right(worked, end) - bisect_right(worked, start)
            for worked in map(self._worked, range(start.year, end.year + 1))
            if end > start
        )

    def _worked(self, year: int) -> Sequence[date]:
        """Return the year's working days, in order."""
        if year not in self._years:
            return _usually_worked(year)
        if year not in self._worked_in:
            self._worked_in[year] = [day for day in _days_of(year) if self.is_working_day(day)]
        return self._worked_in[year]


def _is_usually_worked(day: date) -> bool:
    if _FIRST_PUBLISHED_YEAR <= day.year <= _LAST_PUBLISHED_YEAR:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


@lru_cache(maxsize=200)
def _usually_worked(year: int) -> Sequence[date]:
    return [day for day in _days_of(year) if _is_usually_worked(day)]


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    return (date.fromordinal(first + offset) for offset in range(366 if isleap(year) else 365))


def read_holiday_file(path: Path) -> dict[int, HolidayYear]:
    """Return the notices of a holiday file by their year. Raises HolidayFileInvalid."""
    try:
        content = _HolidayFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise HolidayFileInvalid(f"{path} 无法读取：{error}") from error
    except ValueError as error:  # of the reader of YAML: a day that no month has
        raise HolidayFileInvalid(f"{path} 中有不存在的日期，请核对。") from error
    for year, notice in content.years.items():
        if wrong := find_fault(year, notice):
            raise HolidayFileInvalid(f"{path}：{wrong}")
    return content.years


def find_fault(year: int, notice: HolidayYear) -> str | None:
    """Return in Chinese what is wrong with a year's notice, None if nothing is."""
    if not notice.source.strip():
        return f"{year} 年没有写来源（通知的文号或网址）"
    if strays := sorted(day for day in notice.holidays | notice.workdays if day.year != year):
        return f"{strays[0]} 不在 {year} 年"
    if both := sorted(notice.holidays & notice.workdays):
        return f"{both[0]} 既列为放假又列为上班"
    if needless := sorted(day for day in notice.workdays if day.weekday() < 5):
        return f"{needless[0]} 不是周末，不用列为调休上班日"
    return None
