import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.search.overlap import best_of_texts, count, grams_of, pairs_of


def test_grams_are_characters_pairs_and_threes_without_punctuation() -> None:
    grams = grams_of("创新券，5g")
    assert set(grams.texts) == {"创", "新", "券", "5", "g", "创新", "新券", "5g", "创新券"}
    assert list(grams.codes) == sorted(grams.codes)


def test_counts_are_those_of_each_text_alone() -> None:
    grams = grams_of("新券")
    counts = count(grams, ["创新券和新券", "", "新的券"])
    assert counts.counts[:, grams.texts.index("新券")].tolist() == [2, 0, 0]
    assert counts.counts[:, grams.texts.index("新")].tolist() == [2, 0, 1]
    assert counts.lengths.tolist() == [6, 0, 3]


def test_no_gram_reaches_over_the_end_of_a_text() -> None:
    assert not count(grams_of("ab"), ["a", "b"]).counts[:, -1].any()


def test_sentences_belong_to_their_text() -> None:
    grams = grams_of("经费")
    counts = count(grams, ["无关。经费", "经费。经费！无关"])
    said = counts.sentences[:, grams.texts.index("经费")].astype(np.float32)
    assert said.tolist() == [0, 1, 1, 1, 0]
    assert counts.owners.tolist() == [0, 0, 1, 1, 1]
    assert counts.sentence_at[counts.starts[1] + 3] == 3
    assert best_of_texts(said, counts.owners, 2).tolist() == [1, 1]


def test_the_longest_run_is_in_characters() -> None:
    assert count(grams_of("研发费用加计扣除"), ["研发费用可以扣除", "加计扣除", "无"]).runs.tolist() == [
        4,
        4,
        0,
    ]


def test_the_heaviest_pairs_are_those_that_trusted_texts_repeat() -> None:
    grams, weights = pairs_of(["甲乙甲乙", "丙丁"], np.array([1.0, 0.1], dtype=np.float32), 2)
    assert set(grams.texts) == {"甲乙", "乙甲"}
    assert weights[grams.texts.index("甲乙")] == 2


@given(st.text(max_size=40), st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_text_is_counted_as_its_letters_stand(query: str, texts: list[str]) -> None:
    grams = grams_of(query)
    counts = count(grams, texts)
    assert counts.counts.shape == (len(texts), len(grams.codes))
    for column, (size, gram) in enumerate(zip(grams.size, grams.texts, strict=True)):
        if all(ord(char) < 0xFFFF for char in gram):
            for row, text in enumerate(texts):
                found = sum(text[at : at + int(size)] == gram for at in range(len(text)))
                assert counts.counts[row, column] == found
