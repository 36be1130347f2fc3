from pathlib import Path

import pytest

from benchmarks._synthetic import Corpus, Vocabulary, read_vocabulary
from benchmarks.scale import run, table
from index.encoders.training import Schedule

SIZE = 300


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary()


def test_passages_are_distinct_and_the_same_each_time(vocabulary: Vocabulary) -> None:
    corpus = Corpus(vocabulary, SIZE)
    passages = list(corpus.passages())
    assert len({passage.text for passage in passages}) == len(passages) == SIZE
    assert passages == list(Corpus(vocabulary, SIZE).passages())
    assert passages[-1].document == len(corpus.documents) - 1


def test_documents_and_sections_are_in_order(vocabulary: Vocabulary) -> None:
    order = [(passage.document, passage.section) for passage in Corpus(vocabulary, SIZE).passages()]
    assert order == sorted(order)


def test_a_small_index_is_built_asked_and_measured(tmp_path: Path) -> None:
    found = run(SIZE, tmp_path, Schedule(least=10, most=10))
    assert found["recall_at_10"] == 1
    assert 0 < found["search_p50"] <= found["search_p95"]
    assert 0 < found["resident_mb"] < 1_000
    assert f"{SIZE} passages" in table(found)
