"""What time it is: always passed in, always aware, in China's one time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time as an aware datetime in Asia/Shanghai."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)


class ShiftedClock:
    """The machine's clock, so many days ahead (negative: behind): a demo that lives on a day of its own."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + self._by


def clock_of(demo_date: date | None) -> Clock:
    """Return the machine's clock, or one that has `demo_date` as the day on which this is called."""
    if demo_date is None:
        return SystemClock()
    return ShiftedClock(demo_date - datetime.now(SHANGHAI).date())


class FixedClock:
    """A clock that moves only when told, for tests and demo data."""

    def __init__(self, now: datetime) -> None:
        self._now = in_shanghai(now)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`, backwards too."""
        self._now += by


def in_shanghai(moment: datetime) -> datetime:
    """Return the same moment in Asia/Shanghai. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return moment.astimezone(SHANGHAI)


def day_of(moment: datetime) -> date:
    """Return the Chinese calendar day of a moment."""
    return in_shanghai(moment).date()


def end_of_day(day: date) -> datetime:
    """Return the first moment after a Chinese calendar day (its exclusive end)."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI)
