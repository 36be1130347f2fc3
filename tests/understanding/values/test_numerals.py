"""Numerals in every writing are one number, and what says no number is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.values.numerals import fold_digits, read_number, read_whole

DIGITS, SCALES = "零一二三四五六七八九", ("", "十", "百", "千")
FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
WHOLE = st.integers(min_value=0, max_value=10**12 - 1)


def below_ten_thousand(number: int) -> str:
    """1 to 9999 as it is spoken in full: 一千零一十."""
    written, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + SCALES[power]
        gap = not digit
    return written


def spell(number: int) -> str:
    """A number below 10**12 in full, with 零 where scales are left out."""
    if number == 0:
        return "零"
    written, gap = "", False
    for power, scale in ((8, "亿"), (4, "万"), (0, "")):
        part = number // 10**power % 10_000
        if part:
            written += ("零" if written and (gap or part < 1000) else "") + below_ten_thousand(part) + scale
        gap = not part
    return written


@given(WHOLE)
def test_a_number_that_is_spelt_out_is_read_back(number: int) -> None:
    assert read_whole(spell(number)) == number
    assert read_whole(spell(number).translate(FORMAL)) == number


@given(WHOLE)
def test_digits_are_read_back_in_every_width_and_with_commas(number: int) -> None:
    full_width = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    for written in (str(number), full_width, f"{number:,}", chinese):
        assert read_whole(written) == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["万", "亿"]))
def test_arabic_and_chinese_scales_mix(number: int, scale: str) -> None:
    assert read_whole(f"{number}{scale}") == read_whole(f"{below_ten_thousand(number)}{scale}")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("一十五", 15),
        ("两千三百万", 23_000_000),
        ("一亿五千万", 150_000_000),
        ("一万亿", 10**12),
        ("百", 100),
        ("万", 10_000),
        ("二〇二六", 2026),
        ("二○二六", 2026),
        ("三百零五", 305),
        ("三百〇五", 305),
        ("廿五", 25),
        ("卅", 30),
        ("壹拾贰万叁仟", 123_000),
        ("貳佰萬", 2_000_000),
        ("200,000", 200_000),
        ("１２", 12),
    ],
)
def test_whole_numbers_as_they_are_written(written: str, number: int) -> None:
    assert read_whole(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("三百五", 350),
        ("一千二", 1_200),
        ("三万五", 35_000),
        ("3万5", 35_000),
        ("3万5千", 35_000),
        ("3万05", 30_005),
        ("一万零五", 10_005),
        ("一万五百", 10_500),
        ("二万三千五", 23_500),
        ("一亿二", 120_000_000),
        ("二十五", 25),
    ],
)
def test_a_last_digit_counts_in_tenths_of_a_large_scale_unless_a_zero_stands_before_it(
    written: str, number: int
) -> None:
    assert read_whole(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("半", "0.5"),
        ("半百", "50"),
        ("半亿", "50000000"),
        ("三万半", "35000"),
        ("三点五", "3.5"),
        ("十二点五", "12.5"),
        ("三点五万", "35000"),
        ("1.5亿", "150000000"),
        ("0.25", "0.25"),
    ],
)
def test_halves_and_fractions(written: str, number: str) -> None:
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["半", "三点五", "0.25"])
def test_a_fraction_is_no_whole_number(written: str) -> None:
    assert read_whole(written) is None


@pytest.mark.parametrize(("written", "number"), [("两三千", 3_000), ("七八百万", 8_000_000), ("五六十", 60)])
def test_of_two_neighbours_the_larger_counts(written: str, number: int) -> None:
    assert read_whole(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "条",
        "十十",
        "百千",
        "三百二百",
        "二五百",
        "十一二",
        "1,00",
        "点五",
        "一亿二亿",
        "-5",
        "²",
        "几",
        "1" * 31,
    ],
)
def test_what_says_no_number_is_none(written: str) -> None:
    assert read_number(written) is None


@given(st.text(alphabet="〇零○一二两三四五六七八九十百千万亿半点廿壹拾0123456789０,. ", max_size=40))
def test_no_run_of_numerals_breaks_it(written: str) -> None:
    number = read_number(written)
    assert number is None or number >= 0


def test_digits_are_folded_character_for_character() -> None:
    assert fold_digits("幺三八零 请打〇二七，十分钟") == "1380 请打027，十分钟"
