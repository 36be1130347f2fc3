"""Dense vectors in FAISS. Nothing else imports faiss.

Up to `EXACT` passages every vector is compared (flat index). Above, an inverted file of product-quantised vectors (two
bits a dimension, compared in registers) names the likely nearest, and their half-precision vectors, mapped from a file,
put them in order. Vectors of short texts hardly cluster: more than half of the lists are looked at, which costs less
than fewer lists of finer vectors do.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engines.moments import Moments
from index.engines.postings import map_array

EXACT = 50_000
_INDEX, _VECTORS, _MOMENTS, _PARAMETERS = "dense.faiss", "vectors.npy", "moments.npy", "dense.json"
_REFINED = 300  # of the likely nearest that are put in order, at least
_ROUNDS, _SAMPLES = 8, 40  # of clustering; vectors to learn a cluster from
_RECALL = 0.985  # of the ten nearest, that is tuned for
_BLOCK = 16_384
_FEW = 10_000  # allowed passages: as many are compared one by one

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Store:
    """Unit vectors of the passages; the inner product is the cosine. `Store(d)` is empty and in memory."""

    def __init__(self, dimensions: int) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(dimensions)
        self._stored: NDArray[np.float16] | None = None
        self._probes = 0
        self._moments = Moments(dimensions)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """d."""
        return int(self._index.d)

    def add(self, vectors: Vectors) -> None:
        """Append `(n, d) float32` unit vectors; their numbers go on from the last one's."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        self._moments.add(vectors)

    def search(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Numbers, Vectors]:
        """The `k` nearest of the `allowed` passages (`(n,) bool`; None: all): numbers and cosines, best first.

        In a large store they are nearly always the nearest, not certainly.
        """
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, count)
        if k == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if self._stored is not None and allowed is not None and count <= _FEW:
            numbers = np.flatnonzero(allowed)
        else:
            wide = k if self._stored is None else min(count, max(k, _REFINED))
            numbers, cosines = self._nearest(vector, wide, allowed, count)
            if self._stored is None:
                return numbers, cosines
        cosines = self.cosines(vector, numbers)
        order = np.argsort(-cosines, kind="stable")[:k]
        return numbers[order], cosines[order]

    def cosines(self, vector: Vectors, numbers: Numbers) -> Vectors:
        """`(m,) float32`: the cosines of some passages."""
        if not len(numbers):
            return np.empty(0, dtype=np.float32)
        if self._stored is None:
            some: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, dtype=np.int64))
            return np.asarray(some @ vector, dtype=np.float32)
        return np.asarray(self._stored[numbers].astype(np.float32) @ vector, dtype=np.float32)

    def moments(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosines of all passages."""
        return self._moments.of(vector)

    def save(self, folder: Path) -> None:
        """Write the vectors of a store in memory below `folder`."""
        import faiss

        faiss.write_index(self._index, str(folder / _INDEX))
        self._moments.save(folder / _MOMENTS)

    def _nearest(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None, count: int
    ) -> tuple[Numbers, Vectors]:
        import faiss

        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        options: dict[str, Any] = {}
        if allowed is not None and count < len(self):
            bits = np.packbits(allowed, bitorder="little")
            options["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        if self._stored is None:
            parameters = faiss.SearchParameters(**options) if options else None
        else:
            # The nearest of a few lie in more lists than the nearest of all.
            probes = min(self._index.nlist, int(self._probes * min(4.0, len(self) / count)))
            parameters = faiss.SearchParametersIVF(nprobe=probes, **options)  # type: ignore[call-arg]
        cosines, numbers = self._index.search(query, k, params=parameters)
        kept = numbers[0] >= 0
        return numbers[0][kept], cosines[0][kept]


def write_store(
    folder: Path, blocks: Iterable[Vectors], count: int, dimensions: int, asked: Callable[[], Vectors]
) -> None:
    """Write `count` vectors that come in blocks.

    `asked()` is called after them for `(m, d)` vectors like those of questions, by which a large store is tuned.
    """
    if count <= EXACT:
        store = Store(dimensions)
        for block in blocks:
            store.add(block)
        store.save(folder)
        return
    moments = Moments(dimensions)
    stored = np.lib.format.open_memmap(
        folder / _VECTORS, mode="w+", dtype=np.float16, shape=(count, dimensions)
    )
    at = 0
    for block in blocks:
        moments.add(block)
        stored[at : at + len(block)] = block
        at += len(block)
    moments.save(folder / _MOMENTS)
    parameters = _build_clusters(stored, asked(), folder / _INDEX)
    stored.flush()
    (folder / _PARAMETERS).write_text(json.dumps(parameters), "utf-8")


def _build_clusters(stored: NDArray[np.float16], asked: Vectors, path: Path) -> dict[str, float]:
    """Write the inverted file; returns its parameters: `lists`, `probes`, and the recall@10 measured on `asked`."""
    import faiss

    count, dimensions = stored.shape
    lists = int(np.sqrt(count))
    parts = dimensions // 2 if dimensions % 2 == 0 else dimensions
    index = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dimensions), dimensions, lists, parts, 4, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = False
    index.cp.niter = _ROUNDS
    chosen = np.sort(np.random.default_rng(0).choice(count, min(count, lists * _SAMPLES), replace=False))
    index.train(stored[chosen].astype(np.float32))
    for start in range(0, count, _BLOCK):
        index.add(stored[start : start + _BLOCK].astype(np.float32))
    faiss.write_index(index, str(path))
    return {"lists": lists, **_tune(index, stored, asked)}


def _tune(index: Any, stored: NDArray[np.float16], asked: Vectors) -> dict[str, float]:
    """The fewest probed lists that find `_RECALL` of the ten nearest of what is asked."""
    import faiss

    tenth = _tenth_best(stored, asked)
    probes, recall = 8, 0.0
    while recall < _RECALL and probes < index.nlist:
        probes = min(index.nlist, int(probes * 1.25) + 1)
        parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
        _, found = index.search(asked, _REFINED, params=parameters)
        good = [
            min(10, int((stored[near[near >= 0]].astype(np.float32) @ vector >= least).sum()))
            for near, vector, least in zip(found, asked, tenth, strict=True)
        ]
        recall = sum(good) / (10 * len(good))
    return {"probes": probes, "recall": round(recall, 4)}


def _tenth_best(stored: NDArray[np.float16], asked: Vectors) -> Vectors:
    """`(m,)`: the cosine of the tenth nearest to each, exactly (less what rounding takes)."""
    best = np.full((len(asked), 10), -1, dtype=np.float32)
    for start in range(0, len(stored), _BLOCK):
        cosines = asked @ stored[start : start + _BLOCK].astype(np.float32).T
        best = np.sort(np.concatenate([best, cosines], axis=1), axis=1)[:, -10:]
    return np.asarray(best[:, 0] - np.float32(1e-5))


def load_store(folder: Path) -> Store:
    """Read what `Store.save` or `write_store` wrote."""
    import faiss

    store = Store.__new__(Store)
    store._index = faiss.read_index(str(folder / _INDEX))
    store._moments = Moments.load(folder / _MOMENTS)
    large = (folder / _PARAMETERS).is_file()
    store._stored = map_array(folder / _VECTORS) if large else None
    store._probes = json.loads((folder / _PARAMETERS).read_text("utf-8"))["probes"] if large else 0
    return store
