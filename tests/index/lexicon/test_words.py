from __future__ import annotations

import pytest

from index.lexicon.terms import Term, TermList, find_mentions
from index.lexicon.words import Word, words_of

WORDS = TermList([Term("非法就业", "非法就业", ("非法就业", "打黑工"))])


def test_a_word_that_people_say_is_found_in_the_form_of_documents() -> None:
    (word,) = words_of("打黑工", find_mentions("打黑工", WORDS), [])
    assert word.share_in("处理非法就业的规定") == 1.0
    assert word.share_in("处理合法就业的规定") < 1.0


def test_words_of_asking_and_places_are_no_words_of_the_question() -> None:
    found = words_of("武汉的项目怎么验收呢", (), [(0, 2)])
    assert [word.text for word in found] == ["项目", "验收"]


def test_a_part_of_a_word_counts_less_than_the_word() -> None:
    word = Word("审计报告")
    assert word.share_in("提交审计报告") == 1.0
    assert 0 < word.share_in("报告和审计") < 1.0
    assert word.share_in("营业执照") == 0.0


@pytest.mark.parametrize("text", ["", "？", "的吗呢", "a"])
def test_little_text_gives_few_words(text: str) -> None:
    assert len(words_of(text, (), ())) <= 1
