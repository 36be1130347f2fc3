"""How the cosines of all passages to a vector are spread, without computing them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_BLOCK = 16_384

Vectors = NDArray[np.float32]


class Moments:
    """Sums from which the mean and the spread of all cosines to any vector follow."""

    def __init__(self, dimensions: int) -> None:
        self._count = 0
        self._sum = np.zeros(dimensions)
        self._products = np.zeros((dimensions, dimensions))

    def add(self, vectors: Vectors) -> None:
        """Further vectors, `(n, d)`."""
        self._count += len(vectors)
        self._sum += vectors.sum(axis=0, dtype=np.float64)
        for start in range(0, len(vectors), _BLOCK):
            block = np.asarray(vectors[start : start + _BLOCK], dtype=np.float32)
            self._products += block.T @ block

    def of(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation."""
        if not self._count:
            return 0.0, 0.0
        mean = float(self._sum @ vector) / self._count
        square = float(vector @ self._products @ vector) / self._count
        return mean, float(np.sqrt(max(0.0, square - mean**2)))

    def save(self, path: Path) -> None:
        """`(d + 1, d + 1) float64`: the products, the sums beside and below them, the count in the corner."""
        np.save(
            path,
            np.block([[self._products, self._sum[:, None]], [self._sum[None, :], np.array([[self._count]])]]),
        )

    @classmethod
    def load(cls, path: Path) -> "Moments":
        """What `save` wrote."""
        table = np.load(path)
        moments = cls(len(table) - 1)
        moments._products, moments._sum = table[:-1, :-1], table[:-1, -1]
        moments._count = int(table[-1, -1])
        return moments
