"""The table of token vectors while it is trained: one step of contrastive learning, in numpy.

The same mathematics as sentence-transformers' StaticEmbedding under MultipleNegativesRankingLoss with Adam; a batch
touches a few thousand of the rows, and only those are read and written, which torch's sparse gradients do ten times
slower on two cores.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Vectors = NDArray[np.float32]
_TEMPERATURE = np.float32(0.07)
_BETA1, _BETA2, _EPSILON = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


class Table:
    """`weights`: `(v, d) float32`, with Adam's moments of each row."""

    def __init__(self, weights: Vectors) -> None:
        self.weights = weights
        self._first = np.zeros_like(self.weights)
        self._second = np.zeros_like(self.weights)
        self._step = 0

    def learn(self, ids: Sequence[Sequence[int]], weight: Vectors, queries: int, rate: float) -> float:
        """One step on a batch: token `ids` of the queries, then of their passages in the same order; returns the loss.

        `weight`: `(v,) float32`, what each token counts in the sum (its idf).
        """
        rows, bag = _bag(ids, weight)
        sums = bag @ self.weights[rows]
        lengths = np.linalg.norm(sums, axis=1, keepdims=True) + np.float32(1e-6)
        units = sums / lengths
        loss, unit_gradients = _contrast(units, queries)
        along = (unit_gradients * units).sum(axis=1, keepdims=True)
        gradients = bag.T @ ((unit_gradients - units * along) / lengths)
        self._update(rows, np.asarray(gradients, dtype=np.float32), np.float32(rate))
        return loss

    def _update(self, rows: NDArray[np.int64], gradients: Vectors, rate: np.float32) -> None:
        self._step += 1
        first = _BETA1 * self._first[rows] + (1 - _BETA1) * gradients
        second = _BETA2 * self._second[rows] + (1 - _BETA2) * gradients * gradients
        self._first[rows], self._second[rows] = first, second
        rate = rate * np.sqrt(1 - _BETA2**self._step) / (1 - _BETA1**self._step)
        np.sqrt(second, out=second)
        second += _EPSILON
        np.divide(first, second, out=first)
        self.weights[rows] -= rate * first


def _bag(ids: Sequence[Sequence[int]], weight: Vectors) -> tuple[NDArray[np.int64], "csr_matrix"]:
    """The batch's distinct tokens, and the texts as a sparse `(b, distinct)` matrix of summed weights."""
    flat = np.fromiter((token for text in ids for token in text), dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(text) for text in ids])])
    rows, columns = np.unique(flat, return_inverse=True)
    bag = csr_matrix((weight[flat], columns, starts), shape=(len(ids), len(rows)))
    bag.sum_duplicates()
    return rows, bag


def _contrast(units: Vectors, queries: int) -> tuple[float, Vectors]:
    """Cross entropy of each query's own passage among the batch's, and its gradient for every unit vector."""
    q, p = units[:queries], units[queries:]
    scores = q @ p.T / _TEMPERATURE
    scores -= scores.max(axis=1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(axis=1, keepdims=True)
    loss = float(-np.log(np.diag(shares) + 1e-12).mean())
    shares[np.arange(queries), np.arange(queries)] -= 1
    shares /= np.float32(queries) * _TEMPERATURE
    return loss, np.concatenate([shares @ p, shares.T @ q])
