"""Probabilities of a linear head."""

from __future__ import annotations

import numpy as np
import pytest

from understanding.heads.features import Weights
from understanding.heads.linear import LinearHead

WEIGHTS = Weights({"a": 1.0, "b": 1.0}, 1.0, 0.5)


def head(dense: int = 0) -> LinearHead:
    return LinearHead(
        ["x", "y"],
        WEIGHTS,
        np.array([[3, 0], [0, 3]], dtype=np.float32),
        np.ones((dense, 2), dtype=np.float32) * [0, 5],
        np.zeros(dense, dtype=np.float32),
    )


def test_they_sum_to_one_in_the_order_of_the_classes() -> None:
    odds = head().probabilities(["a"])
    assert float(odds.sum()) == pytest.approx(1)
    assert odds.dtype == np.float32
    assert odds[0] > 0.9
    assert head().probabilities(["b"])[1] > 0.9


def test_of_nothing_known_all_are_alike() -> None:
    assert head().probabilities([]) == pytest.approx([0.5, 0.5])


def test_a_vector_counts_where_the_head_has_learned_from_vectors() -> None:
    vector = np.ones(2, dtype=np.float32)
    assert head(2).probabilities(["a"], vector)[1] > 0.9
    assert head(2).probabilities(["a"])[0] > 0.9
    assert head(0).probabilities(["a"], vector) == pytest.approx(head(0).probabilities(["a"]))


def test_the_mean_is_taken_from_a_vector() -> None:
    centred = LinearHead(
        ["x", "y"], WEIGHTS, head().coefficients, head(1).dense, np.array([2], dtype=np.float32)
    )
    assert centred.probabilities([], np.array([2], dtype=np.float32)) == pytest.approx([0.5, 0.5])


def test_huge_scores_stay_numbers() -> None:
    huge = LinearHead(["x", "y"], WEIGHTS, head().coefficients * 1e6, head().dense, head().mean)
    assert huge.probabilities(["a"]) == pytest.approx([1, 0])
