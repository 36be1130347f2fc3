from __future__ import annotations

from datetime import date

import pytest

from records.staff.upkeep.holiday_dates import DatesInvalid, read_dates


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-01-01", ["2027-01-01"]),
        ("1月1日", ["2027-01-01"]),
        ("１月１日（周五）至３日（周日）", ["2027-01-01", "2027-01-02", "2027-01-03"]),
        ("2027年2月28日至3月1日", ["2027-02-28", "2027-03-01"]),
        ("2027-10-01~2027-10-03", ["2027-10-01", "2027-10-02", "2027-10-03"]),
        ("10.1到10.2", ["2027-10-01", "2027-10-02"]),
        ("10/1—2", ["2027-10-01", "2027-10-02"]),
        ("1月3号、1月1号；1月3日", ["2027-01-01", "2027-01-03"]),
        ("2027-01-01 2027-01-02\n2027-01-03", ["2027-01-01", "2027-01-02", "2027-01-03"]),
        ("", []),
        (" ，、\n", []),
    ],
)
def test_days_and_ranges_are_read_as_notices_write_them(text: str, days: list[str]) -> None:
    assert read_dates(text, 2027) == [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("元旦", "看不出是哪一天"),
        ("3日", "看不出是哪一天"),
        ("2月30日", "没有这一天"),
        ("13月1日", "没有这一天"),
        ("1月3日至1日", "前后颠倒"),
        ("1月1日至3月1日", "超过 31 天"),
        ("1月1日至", "看不出是哪一天"),
        ("'; DROP TABLE cases", "看不出是哪一天"),
        ("9999999999", "看不出是哪一天"),
    ],
)
def test_what_is_no_day_is_refused_with_the_part_that_is_none(text: str, reason: str) -> None:
    with pytest.raises(DatesInvalid, match=reason):
        read_dates(text, 2027)
