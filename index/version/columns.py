"""Of each passage what filters need, in arrays: so that nothing loops over all passages to find some.

Passages stand in the order of their documents and sections, so that those of one are a range.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from index.engines.postings import is_mapped, map_array
from index.lexicon.terms import Terms
from index.model.errors import IndexMissing
from index.model.passage import Kind, Passage

_ARRAY, _PATHS, _LABELS = "columns.npy", "headings.jsonl", "labels.json"
_KINDS: tuple[Kind, ...] = get_args(Kind)
NONE = -1

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """`table`: `(5, n) int32`: document, section, kind, path of headings, first column (of rows; else NONE).

    `labels` are the names of first columns; `paths` the paths of headings, or the large file of them, one a line.
    """

    table: Numbers
    labels: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...] | Path

    @property
    def documents(self) -> Numbers:
        """`(n,)`: the document of each passage, ascending."""
        documents: Numbers = self.table[0]
        return documents

    def of_document(self, document: int) -> range:
        """The numbers of a document's passages."""
        return _range(self.table[0], document)

    def of_section(self, section: int) -> range:
        """The numbers of a section's passages."""
        return _range(self.table[1], section)

    def of_kind(self, kind: Kind, numbers: range | NDArray[np.integer[Any]] | None = None) -> Flags:
        """`(n,) bool`, or `(m,)` for some passages."""
        kinds = self.table[2]
        if isinstance(numbers, range):
            kinds = kinds[numbers.start : numbers.stop]
        elif numbers is not None:
            kinds = kinds[numbers]
        return np.asarray(kinds == _KINDS.index(kind))

    def with_first_column(self, labels: Iterable[str]) -> NDArray[np.int64]:
        """The numbers, ascending, of rows whose first column has one of these names."""
        wanted = [position for position, label in enumerate(self.labels) if label in set(labels)]
        return np.flatnonzero(np.isin(self.table[4], wanted)) if wanted else np.empty(0, dtype=np.int64)

    def aspects(self, terms: Terms) -> NDArray[np.int8]:
        """`(n,) int8`: the position in `terms.aspects` of the aspect each passage's nearest such heading names."""
        names = {term.name: position for position, term in enumerate(terms.aspects)}
        of_path = np.fromiter((_aspect(path, names) for path in self._read_paths(names)), dtype=np.int8)
        return of_path[self.table[3]] if len(of_path) else np.full(self.table.shape[1], NONE, dtype=np.int8)

    def _read_paths(self, names: Iterable[str]) -> Iterable[tuple[str, ...]]:
        """All paths; those without any of the names may come empty."""
        if not isinstance(self.paths, Path):
            yield from self.paths
            return
        quoted = [json.dumps(name, ensure_ascii=False) for name in names]
        with self.paths.open(encoding="utf-8") as file:
            for line in file:
                yield tuple(json.loads(line)) if any(name in line for name in quoted) else ()


class ColumnsBuilder:
    """Takes passages in order."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._paths: dict[tuple[str, ...], int] = {}
        self._labels: dict[str, int] = {}

    def add(self, passage: Passage) -> None:
        """One more passage."""
        path = self._paths.setdefault(passage.headings, len(self._paths))
        label = NONE
        if passage.kind == "row" and passage.cells:
            label = self._labels.setdefault(passage.cells[0].column, len(self._labels))
        self._rows.append((passage.document, passage.section, _KINDS.index(passage.kind), path, label))

    def finish(self) -> Columns:
        """The columns of all."""
        table = np.ascontiguousarray(np.array(self._rows, dtype=np.int32).reshape(-1, 5).T)
        return Columns(table, tuple(self._labels), tuple(self._paths))


def columns_of(passages: Iterable[Passage]) -> Columns:
    """The columns of passages in memory."""
    builder = ColumnsBuilder()
    for passage in passages:
        builder.add(passage)
    return builder.finish()


def save_columns(columns: Columns, folder: Path) -> None:
    """Write them below `folder`."""
    assert not isinstance(columns.paths, Path)
    np.save(folder / _ARRAY, columns.table)
    (folder / _LABELS).write_text(json.dumps(columns.labels, ensure_ascii=False), "utf-8")
    with (folder / _PATHS).open("w", encoding="utf-8") as file:
        for path in columns.paths:
            file.write(json.dumps(path, ensure_ascii=False) + "\n")


def load_columns(folder: Path) -> Columns:
    """Map what `save_columns` wrote. Raises IndexMissing when another format was written."""
    if not (folder / _ARRAY).is_file():
        raise IndexMissing(folder, "版本的格式旧了，请重新运行 dxe index build")
    labels = tuple(json.loads((folder / _LABELS).read_text("utf-8")))
    columns = Columns(map_array(folder / _ARRAY), labels, folder / _PATHS)
    if is_mapped(folder / _PATHS):
        return columns
    with (folder / _PATHS).open(encoding="utf-8") as file:
        return replace(columns, paths=tuple(tuple(json.loads(line)) for line in file))


def _aspect(path: tuple[str, ...], names: dict[str, int]) -> int:
    return next((names[heading] for heading in reversed(path) if heading in names), NONE)


def _range(column: Numbers, value: int) -> range:
    first, end = np.searchsorted(column, [np.int32(value), np.int32(value + 1)])
    return range(int(first), int(end))
