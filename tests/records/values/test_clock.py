"""What time it is, and the clock of a demo that lives on a day of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from records.values.clock import (
    SHANGHAI,
    FixedClock,
    ShiftedClock,
    SystemClock,
    clock_of,
    day_of,
    end_of_day,
    in_shanghai,
)


def test_without_a_day_of_its_own_the_clock_is_the_machines() -> None:
    clock = clock_of(None)
    assert isinstance(clock, SystemClock)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is SHANGHAI


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2020, 2, 29), date(2099, 12, 31)])
def test_a_demos_clock_has_its_day_and_the_machines_time_and_goes_on(day: date) -> None:
    before = datetime.now(SHANGHAI)
    now, later = (lambda clock: (clock.now(), clock.now()))(clock_of(day))
    if datetime.now(SHANGHAI).date() == before.date():  # not at midnight
        assert day_of(now) == day
    assert abs((now - before) % timedelta(days=1)) < timedelta(seconds=5)
    assert (later >= now, now.tzinfo) == (True, SHANGHAI)


def test_a_demo_of_today_is_as_the_machine() -> None:
    assert abs(clock_of(datetime.now(SHANGHAI).date()).now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_shifted_clock_may_be_behind() -> None:
    assert ShiftedClock(timedelta(days=-2)).now() < datetime.now(UTC)


def test_a_fixed_clock_moves_when_told() -> None:
    clock = FixedClock(datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    assert day_of(clock.now()) == date(2026, 11, 21)  # in China
    clock.advance(timedelta(days=-1))
    assert day_of(clock.now()) == date(2026, 11, 20)


def test_a_naive_datetime_names_no_moment_and_a_day_ends_where_the_next_begins() -> None:
    with pytest.raises(ValueError, match="naive"):
        in_shanghai(datetime(2026, 11, 20))  # noqa: DTZ001 - that is the point
    assert end_of_day(date(2026, 11, 30)) == datetime(2026, 12, 1, tzinfo=SHANGHAI)
