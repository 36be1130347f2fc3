"""The full name of one company, told apart from kinds of companies."""

from __future__ import annotations

import pytest

from desk.organisations import find_full_name, find_name, find_register, split_own
from tests.actions.desk import NAME


@pytest.mark.parametrize("text", [NAME, f"我们公司{NAME}的办件到哪了", f"请问{NAME}是不是高企"])
def test_a_full_name_is_found_among_other_words(text: str) -> None:
    assert find_full_name(text) == NAME


@pytest.mark.parametrize(
    "text", ["失信的公司", "小公司能不能申报", "我们公司的余额", "云源样例软件是不是高企", "办件"]
)
def test_a_kind_of_companies_or_a_short_name_is_no_full_name(text: str) -> None:
    assert find_full_name(text) is None


def test_the_words_for_ones_own_company_are_no_part_of_a_name() -> None:
    rest, has_own = split_own("我们公司的高企到期没")
    assert has_own
    assert find_name(rest) == (None, False)
    assert split_own(NAME) == (NAME, False)


def test_registers_have_several_names() -> None:
    assert [find_register(text) for text in ("国高新", "众创空间", "科特派", "创新券")] == [
        "high_tech_enterprise",
        "incubator",
        "science_commissioner",
        None,
    ]
