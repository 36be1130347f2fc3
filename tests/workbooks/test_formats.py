"""Numbers as their cells show them, and as the moments they mean."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from workbooks.formats import Formats, plain


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("0.30000000000000004", "General", "0.3"),
        ("200000", "#,##0.00", "200,000.00"),
        ("571", "0000", "0571"),
        ("0.125", "0.0%", "12.5%"),
        ("20", '0"万元"', "20万元"),
        ("-5", "0;(0)", "(5)"),
        ("1234.5", "¥#,##0.0", "¥1,234.5"),
        ("45413", "yyyy-mm-dd", "2024-05-01"),
        ("45413", 'm"月"d"日"', "5月1日"),
        ("45413", 'yyyy"年"m"月"', "2024年5月"),
        ("45413.5", "yyyy/m/d h:mm", "2024-05-01 12:00"),
        ("0.375", "h:mm", "09:00"),
        ("13800138000", "@", "13800138000"),
        ("1E+500", "0", "1E+500"),
    ],
)
def test_values_as_shown(raw: str, code: str, shown: str) -> None:
    assert Formats([code], from_1904=False).show(raw, "0") == shown


def test_plain_numbers() -> None:
    assert [plain(Decimal(n)) for n in ("3", "3.10", "1e5", "12345678901234567")] == [
        "3",
        "3.1",
        "100000",
        "12345678901234567",
    ]


@pytest.mark.parametrize(
    ("number", "code", "moment"),
    [
        (46086.0, "yyyy-mm-dd", "2026-03-05"),
        (46086.604166666664, "yyyy/m/d h:mm", "2026-03-05 14:30"),
        (1.5, "[h]:mm", "1899-12-31 12:00"),
        (46086.0, 'm"月"d"日"', "2026-03-05"),
        (46086.0, "[Red]0.00", None),
        (46086.0, '0"days"', None),
        (46086.0, "#,##0_d", None),
        (46086.0, "General", None),
        (46086.0, "@", None),
        (0.0, "yyyy-mm-dd", None),
        (-3.0, "yyyy-mm-dd", None),
        (9e9, "yyyy-mm-dd", None),
    ],
)
def test_moments_are_those_of_cells_that_show_dates(number: float, code: str, moment: str | None) -> None:
    expected = datetime.fromisoformat(moment) if moment else None
    assert Formats([code], from_1904=False).find_moment(number, "0") == expected


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    formats = Formats(["yyyy-mm-dd"], from_1904=True)
    assert formats.find_moment(1.0, "0") == datetime(1904, 1, 2)  # noqa: DTZ001
    assert formats.show("1", "0") == "1904-01-02"
    assert formats.show("2958465", "0") == "2958465"  # beyond the year 9999


@pytest.mark.parametrize("style", [None, "", "7", "x", "²", "-1"])
def test_a_style_that_is_not_there_is_general(style: str | None) -> None:
    assert Formats(["0.00"], from_1904=False).show("1.5", style) == "1.5"
