"""A version's passages in their file: one JSON a line, read when they are asked for."""

import json
import mmap
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np

from index.engines.postings import is_mapped, map_array
from index.model.passage import Cell, Passage

_LINES, _STARTS = "passages.jsonl", "passages.npy"
_KEPT = 5_000  # passages in memory; one takes about 1 KB


class PassageFile(Sequence[Passage]):
    """The passages below a version's folder. Safe for many threads."""

    def __init__(self, folder: Path) -> None:
        self._starts = map_array(folder / _STARTS)
        self._lines = _map(folder / _LINES) if is_mapped(folder / _LINES) else (folder / _LINES).read_bytes()
        if int(self._starts[-1]) != len(self._lines):
            raise ValueError(f"{_LINES} is not as long as {_STARTS} says")
        self._kept = lru_cache(_KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Passage]: ...

    def __getitem__(self, number: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(number, slice):
            return [self[position] for position in range(*number.indices(len(self)))]
        position = number + len(self) if number < 0 else number
        if not 0 <= position < len(self):
            raise IndexError(number)
        return self._kept(position)

    def __iter__(self) -> Iterator[Passage]:
        """All of them; they are not kept in memory where they are too many."""
        read = self._kept if len(self) <= _KEPT else self._read
        return map(read, range(len(self)))

    def _read(self, number: int) -> Passage:
        row = json.loads(self._lines[int(self._starts[number]) : int(self._starts[number + 1])])
        return _passage(row)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def write_passages(folder: Path, passages: Iterable[Passage]) -> None:
    """Write the file and where each passage begins in it."""
    starts = [0]
    with (folder / _LINES).open("wb") as file:
        for passage in passages:
            row = vars(passage) | {"cells": [vars(cell) for cell in passage.cells]}
            starts.append(starts[-1] + file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n"))
    np.save(folder / _STARTS, np.array(starts, dtype=np.int64))


def _passage(row: dict[str, Any]) -> Passage:
    row["headings"] = tuple(row["headings"])
    row["cells"] = tuple(Cell(**cell) for cell in row["cells"])
    return Passage(**row)
