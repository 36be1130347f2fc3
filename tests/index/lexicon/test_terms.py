from __future__ import annotations

from pathlib import Path

import pytest

from index.lexicon.terms import Term, TermList, Terms, find_mentions, load_terms

TOPICS = TermList([Term("hte", "高新技术企业", ("高新技术企业", "高企")), Term("sme", "科小", ("科小",))])


def test_the_longest_word_wins_and_the_order_is_the_text_s() -> None:
    found = find_mentions("科小和高新技术企业、高企", TOPICS)
    assert [(m.term.id, m.word) for m in found] == [("sme", "科小"), ("hte", "高新技术企业"), ("hte", "高企")]


def test_a_plain_tuple_is_looked_through_too() -> None:
    assert [m.word for m in find_mentions("高企", tuple(TOPICS))] == ["高企"]


def test_words_and_matters_of_other_departments_are_read(tmp_path: Path) -> None:
    path = tmp_path / "terms.yml"
    path.write_text(
        "words:\n  - {name: 非法就业, synonyms: [打黑工]}\nelsewhere:\n  - {name: 税务部门, synonyms: [个税]}\n",
        "utf-8",
    )
    terms = load_terms(path)
    assert terms.words[0].words == ("非法就业", "打黑工")
    assert terms.elsewhere[0].words == ("个税",)  # the department's name is nothing to decline for


def test_a_missing_file_means_no_terms_and_a_wrong_one_says_where(tmp_path: Path) -> None:
    assert load_terms(tmp_path / "none.yml") == Terms()
    path = tmp_path / "terms.yml"
    path.write_text("words:\n  - {name: 只有名称}\n", "utf-8")
    with pytest.raises(ValueError, match=r"words\[0\]"):
        load_terms(path)
