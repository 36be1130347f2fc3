import numpy as np

from index.encoders.factors import first_weights


def _alike(weights: np.ndarray, a: int, b: int) -> float:
    lengths = np.linalg.norm(weights[[a, b]], axis=1)
    return float(weights[a] @ weights[b] / (lengths[0] * lengths[1]))


def test_tokens_that_stand_together_begin_near_each_other() -> None:
    ids = [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6], [1, 3], [4, 6], [2, 3], [5, 6]]
    weights = first_weights(ids, np.ones(8, dtype=np.float32), 2, seed=1)
    assert _alike(weights, 1, 2) > 0.8
    assert _alike(weights, 1, 4) < 0.5


def test_it_is_repeatable_and_never_zero() -> None:
    ids = [[1, 2], [2, 3], [3, 4], [4, 5]]
    rarity = np.ones(9, dtype=np.float32)
    first, second = (first_weights(ids, rarity, 3, seed=7) for _ in range(2))
    assert np.array_equal(first, second)
    assert (np.linalg.norm(first, axis=1) > 0).all()


def test_one_passage_begins_at_random() -> None:
    weights = first_weights([[1, 2, 3]], np.ones(4, dtype=np.float32), 16, seed=0)
    assert weights.shape == (4, 16)
    assert np.isfinite(weights).all()
