import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search.features_matching import NAMES, Candidate, Matcher
from index.search.overlap import Floats

QUESTION = "创新券可以用于检测服务吗"
TEXTS = (
    "创新券可以用于检测服务和科技查新。",
    "创新券由科技局发放。检测服务另行规定。",
    "高新技术企业减按税率征收企业所得税。",
    "创新券的支持范围见附件。",
)


def _candidates(texts: tuple[str, ...] = TEXTS) -> list[Candidate]:
    return [Candidate(text, "创新券管理办法", "支持范围", 0, at) for at, text in enumerate(texts)]


def _features(query: str, candidates: list[Candidate]) -> Floats:
    scores = np.arange(len(candidates), dtype=np.float32)
    return Matcher(lambda gram: 1.0 + len(gram)).features(query, candidates, scores, scores)


def _column(features: Floats, name: str) -> Floats:
    return features[:, NAMES.index(name)]


def test_each_name_has_a_column_and_each_candidate_a_row() -> None:
    assert _features(QUESTION, _candidates()).shape == (len(TEXTS), len(NAMES))
    assert _features(QUESTION, []).shape == (0, len(NAMES))


@pytest.mark.parametrize(
    "name", ["text", "text_bigrams", "covered_text", "trigrams", "sentence", "run", "beyond_context", "pool"]
)
def test_the_text_that_says_the_question_matches_best(name: str) -> None:
    assert int(_column(_features(QUESTION, _candidates()), name).argmax()) == 0


def test_one_sentence_that_says_it_all_is_better_than_two_that_share_it() -> None:
    sentence = _column(_features("创新券检测服务", _candidates()), "sentence")
    both = _column(_features("创新券检测服务", _candidates()), "sentences")
    assert sentence[0] > sentence[1]
    assert both[1] > sentence[1]


def test_the_rarest_words_missing_are_seen() -> None:
    missing = _column(_features(QUESTION, _candidates()), "rarest_missing")
    assert missing[0] < 1 or missing[2] == 1
    assert missing[2] == 1


def test_a_text_that_tells_the_kind_of_thing_asked_for_is_seen() -> None:
    told = _features("最高补助多少", _candidates(("补助按规定执行。", "最高补助20万元。")))
    assert _column(told, "told").tolist() == [0, 1]
    assert _column(told, "told_near")[1] > 0


def test_a_document_with_many_good_candidates_stands_out() -> None:
    candidates = [Candidate(text, "", "", int(at == 2), at) for at, text in enumerate(TEXTS)]
    document = _column(_features(QUESTION, candidates), "document")
    assert document[0] == document[1] == document[3] > document[2]


def test_the_same_question_gives_the_same_features() -> None:
    assert np.array_equal(_features(QUESTION, _candidates()), _features(QUESTION, _candidates()))


@settings(deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_features_of_any_text_are_finite(query: str, texts: list[str]) -> None:
    assert np.isfinite(_features(query, _candidates(tuple(texts)))).all()


def test_sixty_candidates_take_a_few_milliseconds() -> None:
    candidates = _candidates(tuple(f"{text}第{at}条。" * 12 for at in range(15) for text in TEXTS))
    _features(QUESTION, candidates)
    taken = []
    for _ in range(9):
        started = time.thread_time()
        _features(QUESTION, candidates)
        taken.append(time.thread_time() - started)
    assert min(taken) < 0.012  # 3 ms on an idle core
