"""A head that is fitted tells its classes apart, also by vectors alone, and needs two."""

from __future__ import annotations

import numpy as np
import pytest

from understanding.heads.fit import fit
from understanding.heads.linear import Example

SPARSE = [Example(list(text), name) for text, name in (("ab", "x"), ("ac", "x"), ("de", "y"), ("df", "y"))]


def best(head: object, features: list[str], vector: object = None) -> str:
    odds = head.probabilities(features, vector)  # type: ignore[attr-defined]
    return str(head.classes[int(odds.argmax())])  # type: ignore[attr-defined]


def test_classes_are_told_apart_by_features() -> None:
    head = fit(SPARSE)
    assert head.classes == ("x", "y")
    assert [best(head, example.features) for example in SPARSE] == [example.name for example in SPARSE]  # type: ignore[arg-type]
    assert best(head, ["a", "unknown"]) == "x"


def test_what_is_unknown_makes_no_class_likely() -> None:
    assert fit(SPARSE).probabilities(["?"]) == pytest.approx([0.5, 0.5])
    assert fit(SPARSE).probabilities([]) == pytest.approx([0.5, 0.5])


def test_classes_are_told_apart_by_vectors_where_all_features_are_the_same() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], dtype=np.float32)
    examples = [Example(["same"], name, vector) for name, vector in zip("xxyy", vectors, strict=True)]
    head = fit(examples)
    assert head.dense.shape == (2, 2)
    assert [best(head, ["same"], vector) for vector in vectors] == list("xxyy")


def test_vectors_of_only_some_examples_are_left_out() -> None:
    vector = np.ones(3, dtype=np.float32)
    head = fit([*SPARSE, Example(["a"], "x", vector)])
    assert (len(head.dense), len(head.mean)) == (0, 0)
    assert head.probabilities(["a"], vector) == pytest.approx(head.probabilities(["a"]))


@pytest.mark.parametrize("names", ["", "x", "xxx"])
def test_without_two_classes_there_is_nothing_to_choose(names: str) -> None:
    with pytest.raises(ValueError, match="two classes"):
        fit([Example(["a"], name) for name in names])


def test_a_class_of_few_examples_gains_by_balance() -> None:
    many = [Example(["a", "b"], "often")] * 20 + [Example(["a", "c"], "seldom")]
    alike, balanced = (fit(many, balance=balance, inverse_regularisation=1) for balance in (0.0, 1.0))
    assert balanced.probabilities(["a"])[1] > alike.probabilities(["a"])[1]


def test_the_same_examples_give_the_same_head() -> None:
    first, second = fit(SPARSE), fit(SPARSE)
    assert np.array_equal(first.coefficients, second.coefficients)
