"""Which sums of money a message names, and which numbers are none."""

from __future__ import annotations

import pytest

from understanding.values.sums import find_sums, mark_sums


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("够付30万的检测费吗", 300_000),
        ("30w够吗", 300_000),
        ("１０万", 100_000),
        ("50 万", 500_000),
        ("22.25万", 222_500),
        ("1万5", 15_000),
        ("1万2千块", 12_000),
        ("5千块", 5_000),
        ("3千多块", 3_000),
        ("10,000元", 10_000),
        ("300000的检测费", 300_000),
        ("二十万", 200_000),
        ("一百二十万", 1_200_000),
        ("一万五", 15_000),
        ("三千五", 3_500),
        ("三千零五元", 3_005),
        ("二十五元", 25),
        ("两百元", 200),
        ("2000元", 2_000),
    ],
)
def test_a_sum_is_read_in_every_way_of_writing_it(text: str, yuan: int) -> None:
    assert find_sums(text) == [yuan * 100]


@pytest.mark.parametrize(
    "text",
    [
        "2026年",
        "2026够吗",
        "第3批",
        "3个月",
        "五个",
        "一万个",
        "30%",
        "百分之二十",
        "几十万",
        "千万别",
        "万一不够",
        "一次",
        "91330109YL0000001C",
        "XS2026-000001",
        "160****0001",
        "13800138000",
    ],
)
def test_other_numbers_are_no_sums(text: str) -> None:
    assert find_sums(text) == []


def test_several_sums_keep_their_order_and_are_marked_in_the_text() -> None:
    assert find_sums("检测10万，查新5千") == [10_000_000, 500_000]
    assert mark_sums("检测10万,查新5千", "M") == "检测M,查新M"
