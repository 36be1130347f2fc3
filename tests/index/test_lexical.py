from pathlib import Path

import numpy as np
import pytest

from index.lexical import Lexical, build_lexical, load_lexical

TEXTS = ["高新技术企业认定", "高企 高企 认定", "创新券怎么用", ""]


@pytest.fixture(params=["built", "loaded"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path) -> Lexical:
    built = build_lexical(TEXTS)
    if request.param == "built":
        return built
    built.save(tmp_path)
    return load_lexical(tmp_path, len(TEXTS))


def test_document_frequency_counts_passages_not_occurrences(lexical: Lexical) -> None:
    assert lexical.size == 4
    assert [lexical.document_frequency(gram) for gram in ("高", "高企", "认定", "券", "无")] == [2, 1, 2, 1, 0]


def test_only_grams_of_some_passage_are_known(lexical: Lexical) -> None:
    assert lexical.knows("认定")
    assert not lexical.knows("无")


def test_scores_are_zero_where_nothing_is_shared(lexical: Lexical) -> None:
    scores = lexical.scores("高企认定")
    assert int(np.argmax(scores)) == 1
    assert (scores > 0).tolist() == [True, True, False, False]
    assert not lexical.scores("?").any()
