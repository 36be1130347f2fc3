from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.calendar.working_days import Deadline, HolidayFileInvalid, HolidayYear, WorkingDays

PUBLISHED = st.dates(date(2020, 1, 1), date(2026, 6, 1))


def test_national_holidays_are_off_and_make_up_days_are_worked() -> None:
    calendar = WorkingDays()
    assert not calendar.is_working_day(date(2026, 10, 1))  # National Day, a Thursday
    assert calendar.is_working_day(date(2026, 10, 10))  # a Saturday, worked for it
    assert not calendar.is_working_day(date(2026, 11, 21))  # a plain Saturday
    assert calendar.is_working_day(date(2026, 11, 20))


def test_a_deadline_passes_over_a_holiday() -> None:
    # Five working days after Tuesday 29 September 2026: 30.9., then off to 7.10., 8., 9., Saturday 10., 12.10.
    assert WorkingDays().add(date(2026, 9, 29), 5) == Deadline(date(2026, 10, 12), is_estimate=False)


def test_no_days_is_the_day_itself() -> None:
    assert WorkingDays().add(date(2026, 11, 21), 0) == Deadline(date(2026, 11, 21), is_estimate=False)


def test_beyond_the_published_years_weekends_only_and_an_estimate() -> None:
    calendar = WorkingDays()
    assert calendar.add(date(2026, 12, 31), 2) == Deadline(date(2027, 1, 4), is_estimate=True)
    assert not calendar.add(date(2026, 12, 29), 2).is_estimate
    assert not calendar.is_published(2027)
    assert calendar.add(date(2030, 1, 1), 1) == Deadline(date(2030, 1, 2), is_estimate=True)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_staff_add_a_year(tmp_path: Path) -> None:
    file = _write(
        tmp_path / "holidays.yml",
        "years:\n  2027:\n    source: 样例通知\n    holidays: [2027-01-01, 2027-01-04]\n    workdays: [2027-01-09]\n",
    )
    calendar = WorkingDays(file)
    assert calendar.add(date(2026, 12, 31), 1) == Deadline(date(2027, 1, 5), is_estimate=False)
    assert calendar.is_working_day(date(2027, 1, 9))


def test_the_file_of_staff_outranks_the_library(tmp_path: Path) -> None:
    file = _write(
        tmp_path / "holidays.yml", "years: {2026: {source: 样例, holidays: [2026-11-20], workdays: []}}"
    )
    assert not WorkingDays(file).is_working_day(date(2026, 11, 20))
    assert WorkingDays(file).is_working_day(date(2026, 10, 1))  # the file speaks for the whole year


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("years: [", "holidays.yml"),
        ("years: {2027: {holidays: []}}", "source"),
        ("years: {2027: {source: x, holidays: [2026-01-01]}}", "2026-01-01 不在 2027 年"),
        (
            "years: {2027: {source: x, holidays: [2027-01-01], workdays: [2027-01-01]}}",
            "2027-01-01 既列为放假又列为上班",
        ),
        ("years: {2027: {source: x, holidays: [], workdays: [2027-01-04]}}", "2027-01-04 不是周末"),
        ("years: {2027: {source: ' ', holidays: [2027-01-01]}}", "2027 年没有写来源"),
        ("years: {2027: {source: x, holidays: [someday]}}", "someday"),
        ("nothing: 1", "years"),
        ("", "holidays.yml"),
    ],
)
def test_a_wrong_holiday_file_is_named_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(HolidayFileInvalid, match=reason):
        WorkingDays(_write(tmp_path / "holidays.yml", text))


def test_a_missing_holiday_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HolidayFileInvalid, match=r"none\.yml"):
        WorkingDays(tmp_path / "none.yml")


def test_notices_outrank_the_file_and_leave_it_as_it_was(tmp_path: Path) -> None:
    base = WorkingDays(_write(tmp_path / "h.yml", "years: {2027: {source: 样例, holidays: [2027-01-01]}}"))
    notice = HolidayYear(source="样例", holidays=frozenset({date(2027, 1, 4)}))
    both = base.with_notices({2027: notice})
    assert [both.is_working_day(date(2027, 1, day)) for day in (1, 4)] == [True, False]
    assert [base.is_working_day(date(2027, 1, day)) for day in (1, 4)] == [False, True]
    assert not both.is_working_day(date(2026, 10, 1))
    assert base.with_notices({}) is base


def test_the_last_day_of_all_is_no_error() -> None:
    assert WorkingDays().add(date(9999, 12, 30), 20) == Deadline(date.max, is_estimate=True)


@given(start=PUBLISHED, days=st.integers(0, 60))
def test_counting_undoes_adding(start: date, days: int) -> None:
    calendar = WorkingDays()
    deadline = calendar.add(start, days)
    assert calendar.count(start, deadline.day) == days
    assert days == 0 or calendar.is_working_day(deadline.day)
    assert deadline.day >= start + timedelta(days=days if days == 0 else 1)
