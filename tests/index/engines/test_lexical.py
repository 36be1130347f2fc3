from pathlib import Path

import bm25s
import numpy as np
import pytest

from index.engines.lexical import Lexical, Scored, best, build_lexical, load_lexical
from index.model.errors import IndexMissing
from index.text.grams import grams

TEXTS = ["高新技术企业认定", "高企 高企 认定", "创新券怎么用", ""]
MANY = [f"第{n}条 企业申报{'高新' if n % 7 == 0 else '技术'}项目{n * 37 % 101}" for n in range(400)]


@pytest.fixture(params=["built", "built in its folder", "saved"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path) -> Lexical:
    built = build_lexical(TEXTS, tmp_path if "folder" in request.param else None)
    if request.param == "saved":
        built.save(tmp_path)
    return built if request.param == "built" else load_lexical(tmp_path, len(TEXTS))


def test_document_frequency_counts_passages_not_occurrences(lexical: Lexical) -> None:
    assert lexical.size == 4
    assert [lexical.document_frequency(gram) for gram in ("高", "高企", "认定", "券", "无")] == [
        2,
        1,
        2,
        1,
        0,
    ]
    assert lexical.having("认定").tolist() == [0, 1]


def test_only_grams_of_some_passage_are_known(lexical: Lexical) -> None:
    assert lexical.knows("认定")
    assert not lexical.knows("无")


def test_scores_are_zero_where_nothing_is_shared(lexical: Lexical) -> None:
    scores = lexical.scores("高企认定")
    assert int(np.argmax(scores)) == 1
    assert (scores > 0).tolist() == [True, True, False, False]
    assert not lexical.scores("?").any()
    assert lexical.score("?").top(3).size == 0


def test_scores_are_those_of_bm25s(lexical: Lexical) -> None:
    theirs = bm25s.BM25(k1=0.9, b=0.3)
    theirs.index([grams(text) for text in MANY], show_progress=False)
    ours = build_lexical(MANY)
    for question in ("高新技术企业 第7条", "企业企业", "项目37"):
        known = [gram for gram in grams(question) if ours.knows(gram)]
        assert np.allclose(ours.scores(question), theirs.get_scores(known), atol=1e-5)


def test_only_allowed_passages_are_among_the_best(lexical: Lexical) -> None:
    allowed = np.array([True, False, True, True])
    assert lexical.score("高企认定").top(4, allowed).tolist() == [0]


def test_names_count_by_their_weight(lexical: Lexical) -> None:
    whole = lexical.scores("高企") + np.float32(0.5) * lexical.scores("创新券")
    assert np.allclose(lexical.score("高企", "创新券", 0.5).total, whole)


def test_grams_that_are_too_common_to_add_up_count_for_what_the_others_find() -> None:
    postings = build_lexical(MANY)._postings
    wanted = dict.fromkeys(grams("高新企业 第21条"), 1.0)
    exact, limited = Scored(postings, wanted, most=None), Scored(postings, wanted, most=200)
    found = limited.top(10)
    assert found.tolist() == exact.top(10).tolist()
    assert np.allclose(limited.at(found), exact.total[found], atol=1e-5)
    assert limited.mean == pytest.approx(exact.mean, rel=1e-4)
    assert limited.spread == pytest.approx(exact.spread, rel=0.5)


def test_the_best_of_equals_is_the_earlier() -> None:
    assert best(np.array([1, 3, 3, 2, 3], dtype=np.float32), 3).tolist() == [1, 2, 4]
    assert best(np.empty(0, dtype=np.float32), 3).size == 0


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    build_lexical([], tmp_path)
    empty = load_lexical(tmp_path, 0)
    assert empty.score("高企").top(3).size == 0
    assert (empty.score("高企").mean, empty.score("高企").spread) == (0.0, 0.0)


def test_a_version_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="重新运行 dxe index build"):
        load_lexical(tmp_path, 3)


def test_a_gram_is_as_frequent_as_it_has_passages() -> None:
    lexical = build_lexical(["创新券", "创新", "高企"])
    for gram in ("创新", "新券", "高", "没有"):
        assert lexical.document_frequency(gram) == len(lexical.having(gram))
    assert lexical.document_frequency("创新") == 2
