"""Where training begins: tokens that stand in the same passages begin near each other (latent semantic analysis).

A collection of a few hundred passages has too few pairs to teach what goes together; what stands together it shows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

Vectors = NDArray[np.float32]
MOST = 6_000  # passages that are worth reading: enough to begin with, in a few seconds
_EXTRA = 16
_ROUNDS = 2


def first_weights(ids: Sequence[Sequence[int]], rarity: Vectors, dimensions: int, seed: int) -> Vectors:
    """`(v, dimensions) float32`, rows of length one on average: right singular vectors of the passages' tf-idf, scaled
    by the square roots of their values. `ids` are each passage's tokens, `rarity` `(v,)` each token's idf.

    Tokens and dimensions that the passages do not fill are random.
    """
    generator = np.random.default_rng(seed)
    weights = generator.standard_normal((len(rarity), dimensions), dtype=np.float32) * np.float32(
        dimensions**-0.5
    )
    matrix = _weighted(ids, rarity)
    rank = min(dimensions, min(matrix.shape) - 1)
    if rank < 2:
        return weights
    right, values = _decompose(matrix, rank, generator)
    if not values[0] > 0:
        return weights
    found = right * np.sqrt(values / values[0])
    lengths = np.linalg.norm(found, axis=1)
    seen = lengths > 0
    weights[seen] *= np.float32(0.1)
    weights[seen, : found.shape[1]] += found[seen] / np.sqrt(np.mean(lengths[seen] ** 2))
    return weights


def _weighted(ids: Sequence[Sequence[int]], rarity: Vectors) -> csr_matrix:
    """Rows of length one: log-scaled counts times rarity."""
    starts = np.concatenate([[0], np.cumsum([len(some) for some in ids])])
    flat = np.fromiter((token for some in ids for token in some), dtype=np.int64, count=int(starts[-1]))
    counts = csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(ids), len(rarity)))
    counts.sum_duplicates()
    counts.data = np.log1p(counts.data) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-6)) @ counts).astype(np.float32).tocsr()


def _decompose(matrix: csr_matrix, rank: int, generator: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Right singular vectors `(v, rank)` and values `(rank,)`, by random projection (Halko, Martinsson, Tropp 2011)."""
    width = min(rank + _EXTRA, min(matrix.shape))
    span = matrix @ generator.standard_normal((matrix.shape[1], width), dtype=np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(span)
        span = matrix @ (matrix.T @ basis)
    basis, _ = np.linalg.qr(span)
    _, values, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return right[:rank].T.astype(np.float32), values[:rank].astype(np.float32)
