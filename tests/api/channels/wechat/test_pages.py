"""A long text goes out in pages that WeChat accepts and people can read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.wechat.pages import LONGEST_BYTES, MORE_HINT, split_pages

PROSE = st.text(alphabet="高新技术企业认定，。；！？\n\n abc123、：👨\u200d👩\u200d👧é\u0301", max_size=4_000)


def joined(pages: list[str]) -> str:
    return "".join(re.sub(r"\s", "", page.removesuffix(MORE_HINT)) for page in pages)


@given(PROSE)
def test_pages_fit_and_lose_nothing(text: str) -> None:
    pages = split_pages(text)
    assert all(len(page.encode()) <= LONGEST_BYTES for page in pages)
    assert all(page.endswith(MORE_HINT) for page in pages[:-1])
    assert joined(pages) == re.sub(r"\s", "", text)


@given(st.text(max_size=300), st.integers(60, 200))
def test_any_text_is_split_whatever_the_limit(text: str, limit: int) -> None:
    pages = split_pages(text, limit)
    assert all(len(page.encode()) <= limit for page in pages)
    assert joined(pages) == re.sub(r"\s", "", text)


def test_a_short_text_is_one_page_without_a_hint() -> None:
    assert split_pages("您好。") == ["您好。"]


def test_a_text_that_just_fits_is_one_page() -> None:
    assert split_pages("a" * LONGEST_BYTES) == ["a" * LONGEST_BYTES]
    assert len(split_pages("a" * (LONGEST_BYTES + 1))) == 2


def test_a_page_ends_with_a_sentence() -> None:
    text = "".join(f"第{number}条，企业应当具备下列条件之一。" for number in range(200))
    for page in split_pages(text)[:-1]:
        assert page.removesuffix(MORE_HINT).endswith("。")


def test_a_page_ends_with_a_paragraph_where_one_ends_late_enough() -> None:
    pages = split_pages("句子。" * 200 + "\n\n" + "下一段。" * 100)
    assert pages[0] == "句子。" * 200 + MORE_HINT
    assert pages[1].startswith("下一段")


@given(st.integers(500, 700))
def test_an_address_is_never_split(before: int) -> None:
    address = "https://kjt.example.gov.cn/art/2025/11/20/art_1229.html?id=1;a=2!&b=3"
    pages = split_pages("字" * before + address + "字" * 900)
    assert sum(address in page for page in pages) == 1


def test_an_address_longer_than_a_page_is_split_rather_than_refused() -> None:
    address = "https://example.gov.cn/" + "a" * 5_000
    assert joined(split_pages(address)) == address


@pytest.mark.parametrize("composed", ["👨‍👩‍👧", "e\u0301", "👍🏽", "☎️"])
def test_a_composed_character_stays_whole(composed: str) -> None:
    for shift in range(12):
        pages = split_pages("a" * shift + composed * 400)
        for page in pages:
            rest = page.removesuffix(MORE_HINT).lstrip("a")
            assert rest == composed * rest.count(composed)
