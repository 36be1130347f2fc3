"""Dense vectors in FAISS. Nothing else imports faiss."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FILE = "dense.faiss"


class Store:
    """Unit vectors of the passages; the inner product is the cosine. Exact (flat) search."""

    def __init__(self, dimensions: int) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(dimensions)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Append `(n, d) float32` unit vectors; their numbers go on from the last one's."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest of the `allowed` passages (`(n,) bool`; None: all): numbers and cosines, best first."""
        import faiss

        k = min(k, len(self) if allowed is None else int(allowed.sum()))
        if k == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.flatnonzero(allowed))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        cosines, numbers = self._index.search(query, k, params=parameters)
        kept = numbers[0] >= 0
        return numbers[0][kept], cosines[0][kept]

    def save(self, folder: Path) -> None:
        """Write the vectors below `folder`."""
        import faiss

        faiss.write_index(self._index, str(folder / _FILE))


def load_store(folder: Path) -> Store:
    """Read what `Store.save` wrote."""
    import faiss

    store = Store.__new__(Store)
    store._index = faiss.read_index(str(folder / _FILE))
    return store
