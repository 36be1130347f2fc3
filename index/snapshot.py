"""One index version, and its files: documents.json, terms.yml, and what is read when it is needed: passages.jsonl with
passages.npy, columns.npy with headings.jsonl and labels.json, lexical/, dense.faiss and what else the store writes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columns import Columns, ColumnsBuilder, columns_of, load_columns, save_columns
from index.conflicts import Conflicts, load_conflicts
from index.document import Metadata, metadata_from_row, metadata_to_row
from index.encoder import Encoder
from index.encoder_record import check_dimensions, open_encoder
from index.lexical import Lexical, load_lexical
from index.manifest import read_manifest
from index.passage import Passage
from index.passage_file import PassageFile, write_passages
from index.store import Store, load_store
from index.terms import Terms, load_terms

_DOCUMENTS, _TERMS = "documents.json", "terms.yml"


@dataclass(frozen=True)
class IndexedDocument:
    """A document's path and standing, as a version keeps them."""

    path: str
    metadata: Metadata


@dataclass(frozen=True)
class Snapshot:
    """All that answering needs. `passages[i]` is row i of the columns, of the lexical index and of the store.

    `folder` is where the version is kept; None: only in memory.
    """

    version: str
    documents: Sequence[IndexedDocument]
    passages: Sequence[Passage]
    terms: Terms
    lexical: Lexical
    store: Store
    encoder: Encoder
    folder: Path | None = None

    @cached_property
    def columns(self) -> Columns:
        """What filters need of each passage."""
        return load_columns(self.folder) if self.folder else columns_of(self.passages)

    @cached_property
    def conflicts(self) -> Conflicts:
        """Passages that state other figures for the same thing."""
        return load_conflicts(self.folder) if self.folder else Conflicts()

    @cached_property
    def aspects(self) -> NDArray[np.int8]:
        """`(n,) int8`: of each passage the position in `terms.aspects` of the aspect its section is for; -1: none."""
        return self.columns.aspects(self.terms)

    def section_of(self, passage: Passage) -> list[Passage]:
        """All passages of the section a passage stands in, in order."""
        return [self.passages[number] for number in self.columns.of_section(passage.section)]

    def document_of(self, passage: Passage) -> list[Passage]:
        """All passages of the document a passage stands in, in order."""
        return [self.passages[number] for number in self.columns.of_document(passage.document)]


def save_contents(
    folder: Path, documents: Sequence[IndexedDocument], passages: Iterable[Passage], terms: Path | None
) -> None:
    """Write documents, passages and terms of a version. Passages stand in the order of documents and sections."""
    rows = [{"path": document.path, **metadata_to_row(document.metadata)} for document in documents]
    (folder / _DOCUMENTS).write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    columns = ColumnsBuilder()
    write_passages(folder, _added_to(columns, passages))
    save_columns(columns.finish(), folder)
    if terms is not None:
        (folder / _TERMS).write_bytes(terms.read_bytes())


def load_documents(folder: Path) -> tuple[IndexedDocument, ...]:
    """The documents of a version with their standing."""
    rows = json.loads((folder / _DOCUMENTS).read_text("utf-8"))
    return tuple(IndexedDocument(row.pop("path"), metadata_from_row(row)) for row in rows)


def load_snapshot(folder: Path, directory: Path) -> Snapshot:
    """Open one version. `directory` is the index folder its encoder's path is relative to.

    Raises IndexMissing, also for a version of an older format, and EncoderMissing.
    """
    manifest = read_manifest(folder)
    lexical = load_lexical(folder, manifest.passages)
    store = load_store(folder)
    encoder = open_encoder(manifest.encoder, directory)
    check_dimensions(encoder, store.dimensions, directory / manifest.encoder.folder)
    return Snapshot(
        version=manifest.version,
        documents=load_documents(folder),
        passages=PassageFile(folder),
        terms=load_terms(folder / _TERMS),
        lexical=lexical,
        store=store,
        encoder=encoder,
        folder=folder,
    )


def _added_to(columns: ColumnsBuilder, passages: Iterable[Passage]) -> Iterator[Passage]:
    for passage in passages:
        columns.add(passage)
        yield passage
