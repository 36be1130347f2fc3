import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.turns.inbound import LONGEST_TEXT, clean_text, has_words


@given(st.text(max_size=300))
def test_cleaned_text_is_never_a_command_to_rasa(text: str) -> None:
    assert not clean_text(text).startswith("/")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/restart", "／restart"),
        ("  \x00/bind{}", "／bind{}"),
        ('/SetSlots(shown={"kind": "case"})', '／SetSlots(shown={"kind": "case"})'),
        ('\ufeff\u00a0/inform@1.0{"shown": "case"}', '／inform@1.0{"shown": "case"}'),
        ("\u2060\u2003/session_start", "／session_start"),
        ("高企\u202e条件\u200b", "高企条件"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("创新券　　怎么用", "创新券 怎么用"),
        ("\x01\x02", ""),
    ],
)
def test_text_is_made_safe(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_a_very_long_text_is_cut() -> None:
    assert len(clean_text("高" * 100_000)) == LONGEST_TEXT


@pytest.mark.parametrize("text", ["高企", "abc", "2026", "𠮷"])
def test_letters_digits_and_chinese_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "😀😀", "？？？", "…… —"])
def test_marks_and_emoji_alone_are_no_words(text: str) -> None:
    assert not has_words(text)
