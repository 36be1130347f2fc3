"""Readings kept from one build to the next, so that only what changed is converted and split again.

One file, cache/readings.jsonl below the index folder: a line is a key, a tab and a reading in JSON. A build that fails
keeps what it read; lines that no build uses any more are dropped.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version as library_version
from pathlib import Path
from typing import Any

from index.ingest.reading import Reading
from index.lexicon.lists import FOLDER
from index.model.document import Metadata, metadata_from_row, metadata_to_row
from index.model.passage import Cell, Passage

FILE = "cache/readings.jsonl"
# What reading a file depends on, besides the converters: a change of any of these reads every file again.
MODULES = (
    "ingest/members",
    "ingest/reading",
    "ingest/source_file",
    "lexicon/divisions",
    "lexicon/lists",
    "lexicon/places",
    "lexicon/shapes",
    "model/document",
    "model/errors",
    "model/passage",
    "passages/anchors",
    "passages/blocks",
    "passages/letterhead",
    "passages/outline",
    "passages/packing",
    "passages/splitter",
    "passages/tables",
    "standing/effect",
    "standing/infer",
    "standing/metadata",
    "standing/repeals",
    "standing/superseded",
    "text/document_numbers",
    "text/markers",
    "text/mend",
    "text/normalise",
)
# Leaves that the index reads by; they count whole.
LISTS = ("columns", "places")  # of words, by which documents are read
LEAVES = ("understanding/values", "workbooks")
_LIBRARIES = ("lxml", "pdfplumber", "python-stdnum", "opencc", "PyYAML")


@lru_cache(maxsize=1)
def reader_digest() -> str:
    """SHA-256 of the code and of the libraries that readings depend on."""
    folder = Path(__file__).parent.parent
    converters = sorted((folder / "convert").rglob("*.py"))
    digest = hashlib.sha256()
    for path in [*(folder / f"{name}.py" for name in MODULES), *converters, *leaf_sources(), *list_sources()]:
        digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {library_version(library)}\n".encode())
    return digest.hexdigest()


def leaf_sources() -> list[Path]:
    """The Python files of the leaves that the index reads by."""
    root = Path(__file__).parents[2]
    return [path for leaf in LEAVES for path in sorted((root / leaf).rglob("*.py"))]


def list_sources() -> list[Path]:
    """The lists of words that documents are read by, as far as they are there."""
    return [path for name in LISTS if (path := FOLDER / f"{name}.yml").is_file()]


class Cache:
    """The readings of one index folder. One build at a time uses it (Versions.lock)."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE
        self._lines = self._load()
        self._stored = len(self._lines)
        self._used: set[str] = set()

    def key(self, checksum: str, suffix: str) -> str:
        """The key of a file's content, read as what its name's ending says."""
        return hashlib.sha256(f"{reader_digest()} {suffix.lower()} {checksum}".encode()).hexdigest()

    def find(self, key: str) -> Reading | None:
        """The reading kept under `key`, with an empty path, or None."""
        line = self._lines.get(key)
        if line is None:
            return None
        self._used.add(key)
        return _reading(json.loads(line))

    def add(self, readings: Iterable[tuple[str, Reading]]) -> None:
        """Keep readings under their keys."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            for key, reading in readings:
                line = json.dumps(_row(reading), ensure_ascii=False, separators=(",", ":"))
                file.write(f"{key}\t{line}\n")
                self._lines[key] = line
                self._used.add(key)

    def tidy(self) -> None:
        """Drop what this build did not use, when that is more than what it used."""
        if len(self._lines) <= 2 * len(self._used):
            return
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            for key in sorted(self._used):
                file.write(f"{key}\t{self._lines[key]}\n")
        fresh.replace(self._path)
        self._lines = {key: self._lines[key] for key in self._used}

    def _load(self) -> dict[str, str]:
        """Lines by key. A line that a broken-off build left unfinished is no reading."""
        if not self._path.is_file():
            return {}
        lines: dict[str, str] = {}
        with self._path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for line in file:
                key, tab, row = line.rstrip("\n").partition("\t")
                if tab and len(key) == 64 and row.endswith("}") and line.endswith("\n"):
                    lines[key] = row
        return lines


def _row(reading: Reading) -> dict[str, Any]:
    return {
        "metadata": metadata_to_row(reading.metadata),
        "text_digest": reading.text_digest,
        "warnings": reading.warnings,
        "passages": [
            [
                p.section,
                p.kind,
                p.text,
                p.headings,
                p.context,
                [[c.column, c.value] for c in p.cells],
                p.part,
                p.anchor,
            ]
            for p in reading.passages
        ],
    }


def _reading(row: dict[str, Any]) -> Reading:
    metadata: Metadata = metadata_from_row(row["metadata"])
    passages = tuple(
        Passage(
            0, section, kind, text, tuple(headings), context, tuple(Cell(*c) for c in cells), part, anchor
        )
        for section, kind, text, headings, context, cells, part, anchor in row["passages"]
    )
    return Reading("", "", metadata, passages, row["text_digest"], tuple(row["warnings"]))
