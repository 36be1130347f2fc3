"""Learning a linear head from examples. Needs scipy; nothing that answers imports this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from understanding.heads.features import Weights
from understanding.heads.lbfgs import minimise
from understanding.heads.linear import Array, Example, LinearHead

_MOST_STEPS = 150
_TOLERANCE = 1e-6


def fit(
    examples: Sequence[Example],
    *,
    inverse_regularisation: float = 50.0,
    balance: float = 0.5,
    unknown_weight: float = 0.5,
    dense_weight: float = 1.0,
) -> LinearHead:
    """Return the head that tells the examples' classes best.

    `balance` 0 counts examples alike, 1 classes alike. `dense_weight` is the length of a vector beside the length 1 of
    the features. Raises ValueError without two classes: there would be nothing to choose.
    """
    classes = sorted({example.name for example in examples})
    if len(classes) < 2:
        raise ValueError(f"a head needs examples of two classes at least, found: {classes}")
    weights = Weights.learn([example.features for example in examples], unknown_weight)
    matrix = _matrix(examples, weights)
    wanted = np.array([classes.index(example.name) for example in examples])
    vectors = [example.vector for example in examples if example.vector is not None]
    is_dense = len(vectors) == len(examples)
    mean = np.mean(vectors, axis=0) if is_dense else np.zeros(0)
    dense = (np.array(vectors, dtype=np.float64) - mean) * dense_weight if is_dense else None
    sparse_part, dense_part = _solve(
        matrix, dense, wanted, _importance(wanted, balance), inverse_regularisation
    )
    return LinearHead(
        classes,
        weights,
        np.ascontiguousarray(sparse_part, dtype=np.float32),
        np.ascontiguousarray(dense_part * dense_weight, dtype=np.float32),
        np.asarray(mean, dtype=np.float32),
    )


def _matrix(examples: Sequence[Example], weights: Weights) -> Any:
    from scipy.sparse import csr_matrix

    rows = [weights.weigh(example.features) for example in examples]
    ends = np.cumsum([0] + [len(indices) for indices, _ in rows])
    values = np.concatenate([np.asarray(v, dtype=np.float64) for _, v in rows])
    indices = np.concatenate([np.asarray(i, dtype=np.int64) for i, _ in rows])
    return csr_matrix((values, indices, ends), shape=(len(rows), len(weights.index)))


def _importance(wanted: Array, balance: float) -> Array:
    counts = Counter(wanted.tolist())
    mean = len(wanted) / len(counts)
    return np.array([(mean / counts[number]) ** balance for number in wanted.tolist()])


def _solve(
    matrix: Any, dense: Array | None, wanted: Array, importance: Array, c: float
) -> tuple[Array, Array]:
    """Minimise the weighted log loss with an L2 penalty; return the coefficients of both parts."""
    n, width = matrix.shape
    depth = dense.shape[1] if dense is not None else 0
    kinds = int(wanted.max()) + 1
    rows = np.arange(n)

    def loss(flat: Array) -> tuple[float, Array]:
        coefficients = flat.reshape(width + depth, kinds)
        scores = matrix @ coefficients[:width]
        if dense is not None:
            scores = scores + dense @ coefficients[width:]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        value = -(importance * (scores[rows, wanted] - np.log(total[:, 0]))).sum()
        wrong = odds / total
        wrong[rows, wanted] -= 1
        wrong *= importance[:, None]
        parts = [matrix.T @ wrong, *([dense.T @ wrong] if dense is not None else [])]
        gradient = np.concatenate(parts) + coefficients / c
        return float(value + 0.5 / c * float(flat @ flat)), gradient.astype(np.float32).ravel()

    start = np.zeros((width + depth) * kinds, dtype=np.float32)
    found = minimise(loss, start, steps=_MOST_STEPS, tolerance=_TOLERANCE)
    coefficients = found.reshape(width + depth, kinds)
    return coefficients[:width], coefficients[width:]
