"""Which passages have a gram and what it counts there (BM25): made once, kept as arrays that can be mapped.

`starts`: `(v + 1,) int64`; gram g's passages are `numbers[starts[g]:starts[g + 1]]`, `int32` and ascending, and
`weights` (`float32`) what the gram adds to the score of each. `sums` and `squares`: `(v,) float32`, the sums of its
weights and of their squares.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.model.errors import IndexMissing
from index.text.grams import grams

_K1, _B = 0.9, 0.3  # they suit passages prefixed with their headings
_CHUNK = 50_000  # passages sorted at a time
_HELD = 16 * 2**20  # bytes of a file
_VOCABULARY = "grams.txt"
_ARRAYS = ("starts", "numbers", "weights", "sums", "squares")

Array = NDArray[Any]
Allocate = Callable[[str, int, type], Array]


@dataclass(frozen=True)
class Postings:
    """All of it. `vocabulary` gives each gram's number."""

    vocabulary: dict[str, int]
    size: int
    starts: NDArray[np.int64]
    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]
    sums: NDArray[np.float32]
    squares: NDArray[np.float32]


class PostingsBuilder:
    """Takes canonical texts in order; memory grows by 8 bytes for each distinct gram of a text."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._chunks: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]] = []
        self._found: list[dict[str, int]] = []
        self._lengths: list[int] = []

    def add(self, texts: Iterable[str]) -> None:
        """Count the grams of further texts."""
        for text in texts:
            found = grams(text)
            self._lengths.append(len(found))
            self._found.append(Counter(found))
            if len(self._found) == _CHUNK:
                self._sort()

    def finish(self, allocate: Allocate) -> Postings:
        """The postings of all texts, in arrays that `allocate(name, length, type)` gives."""
        self._sort()
        size, distinct = len(self._lengths), len(self._vocabulary)
        frequencies = np.zeros(distinct, dtype=np.int64)
        for known, _, _ in self._chunks:
            frequencies += np.bincount(known, minlength=distinct)
        starts = _filled(allocate("starts", distinct + 1, np.int64), np.r_[0, np.cumsum(frequencies)])
        total = int(starts[-1])
        numbers, weights = allocate("numbers", total, np.int32), allocate("weights", total, np.float32)
        rarity = np.log1p((size - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        self._place(starts, rarity, numbers, weights)
        sums = _reduced(weights, starts)
        squares = _reduced(np.square(weights), starts)
        return Postings(
            self._vocabulary,
            size,
            starts,
            numbers,
            weights,
            _filled(allocate("sums", distinct, np.float32), sums),
            _filled(allocate("squares", distinct, np.float32), squares),
        )

    def _sort(self) -> None:
        """Turn the counted texts into arrays ordered by gram."""
        if not self._found:
            return
        vocabulary = self._vocabulary
        known = np.fromiter(
            (vocabulary.setdefault(gram, len(vocabulary)) for counts in self._found for gram in counts),
            np.int32,
        )
        counts = np.fromiter((count for counts in self._found for count in counts.values()), np.float32)
        first = len(self._lengths) - len(self._found)
        distinct = np.array([len(counts) for counts in self._found])
        numbers = np.repeat(np.arange(first, len(self._lengths), dtype=np.int32), distinct)
        order = np.argsort(known, kind="stable")
        self._chunks.append((known[order], numbers[order], counts[order]))
        self._found = []

    def _place(
        self,
        starts: NDArray[np.int64],
        rarity: NDArray[np.float32],
        numbers: Array,
        weights: Array,
    ) -> None:
        lengths = np.array(self._lengths, dtype=np.float32)
        norms = _K1 * (1 - _B + _B * lengths / max(1e-6, float(lengths.mean()) if len(lengths) else 1.0))
        cursor = starts[:-1].copy()
        for known, whose, counts in self._chunks:
            some, first, many = np.unique(known, return_index=True, return_counts=True)
            rank = np.arange(len(known)) - np.repeat(first, many)
            places = np.repeat(cursor[some], many) + rank
            numbers[places] = whose
            weights[places] = rarity[known] * counts / (norms[whose] + counts)
            cursor[some] += many


def in_memory(name: str, length: int, kind: type) -> Array:
    """An array that belongs to no file."""
    return np.empty(length, dtype=kind)


def in_folder(folder: Path) -> Allocate:
    """Arrays in files of `folder`, as `load_postings` reads them."""
    folder.mkdir(parents=True, exist_ok=True)

    def allocate(name: str, length: int, kind: type) -> Array:
        path = folder / f"{name}.npy"
        if length == 0:  # nothing can be mapped
            np.save(path, np.empty(0, dtype=kind))
            return np.empty(0, dtype=kind)
        return np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(length,))

    return allocate


def save_postings(postings: Postings, folder: Path) -> None:
    """Write what is not yet in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _VOCABULARY).write_text("\n".join(postings.vocabulary), "utf-8")
    for name in _ARRAYS:
        array = getattr(postings, name)
        if isinstance(array, np.memmap):
            array.flush()
        elif not (folder / f"{name}.npy").is_file():
            np.save(folder / f"{name}.npy", array)


def load_postings(folder: Path, size: int) -> Postings:
    """Map what `save_postings` wrote for `size` passages. Raises IndexMissing."""
    if not (folder / _VOCABULARY).is_file():
        raise IndexMissing(folder.parent, "版本的格式旧了，请重新运行 dxe index build")
    text = (folder / _VOCABULARY).read_text("utf-8")
    vocabulary = {gram: number for number, gram in enumerate(text.split("\n") if text else [])}
    arrays = {name: map_array(folder / f"{name}.npy") for name in _ARRAYS}
    return Postings(vocabulary, size, **arrays)


def map_array(path: Path) -> Array:
    """A file's array. A large one is mapped, its pages shared with other processes and loaded when looked at."""
    return np.asarray(np.load(path, mmap_mode="r") if is_mapped(path) else np.load(path))


def is_mapped(path: Path) -> bool:
    """Whether a file is too large to be held in memory, where nothing that happens to the file can reach it.

    What is mapped and then cut in place ends the process that looks at it.
    """
    return path.stat().st_size > _HELD


def _filled(target: Array, values: Array) -> Array:
    target[:] = values
    return target


def _reduced(values: Array, starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sum of each gram's values (every gram has one at least)."""
    if not len(values):
        return np.empty(0, dtype=np.float32)
    return np.add.reduceat(values, starts[:-1]).astype(np.float32)
