from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages.searchable import with_numbers
from index.text.numerals import number_forms


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("最高补助二十万元", "20万元"),
        ("最高补助200,000元", "20万元"),
        ("最高补助200000元", "20万元"),
        ("两千三百万", "2300万"),
        ("一亿五千万", "1.5亿"),
        ("百分之六十以上", "60%"),
        ("三十日内", "30日"),
        ("十五个工作日", "15个工作日"),
        ("二〇二六年", "2026年"),
        ("五年有效", "5年"),
    ],
)
def test_a_number_is_found_however_it_is_written(written: str, form: str) -> None:
    assert form in number_forms(written).split()


@pytest.mark.parametrize(
    "text",
    [
        "20万元",
        "2026年",
        "第十二条",
        "五库融通",
        "三级十同",
        "一网通服",
        "0571-88888888",
        "13812345678",
        "万元",
    ],
)
def test_what_is_no_other_writing_of_a_number_is_left_alone(text: str) -> None:
    assert number_forms(text) == ""


def test_the_three_writings_of_a_sum_share_a_word() -> None:
    shared = [set(with_numbers(text).split()) for text in ("二十万元", "200,000元", "20万元")]
    assert set.intersection(*shared) == {"20万元"}


@pytest.mark.parametrize("unit", ["1", "九", "十万亿", "千亿", "123,", "2025", "万"])
def test_a_number_that_nobody_means_is_none(unit: str) -> None:
    assert number_forms(f"共{unit * 6000}万元") == ""


@given(st.text(alphabet="零一二三四五六七八九十百千万亿两〇0123456789,，.%年月日元个 ", max_size=60))
def test_no_run_of_numerals_breaks_it(text: str) -> None:
    assert isinstance(number_forms(text), str)
