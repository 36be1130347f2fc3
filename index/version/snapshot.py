"""One index version, and its files: documents.json, terms.yml, and what is read when it is needed: passages.jsonl with
passages.npy, columns.npy with headings.jsonl and labels.json, lexical/, dense.faiss and what else the store writes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoder
from index.engines.lexical import Lexical, load_lexical
from index.engines.vectors import Store, load_store
from index.lexicon.terms import Terms, load_terms
from index.model.document import Metadata, metadata_from_row, metadata_to_row
from index.model.errors import IndexDamaged
from index.model.manifest import Manifest, read_manifest
from index.model.passage import Passage
from index.standing.conflicts import Conflicts, load_conflicts
from index.version.checksums import check_files
from index.version.columns import Columns, ColumnsBuilder, columns_of, load_columns, save_columns
from index.version.encoder_record import check_dimensions, open_encoder
from index.version.passage_file import PassageFile, write_passages

_DOCUMENTS, _TERMS = "documents.json", "terms.yml"
# What readers of files raise when a file is not as it was written; faiss raises RuntimeError.
_UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, RuntimeError, MemoryError)


@dataclass(frozen=True)
class IndexedDocument:
    """A document's path and standing, as a version keeps them."""

    path: str
    metadata: Metadata


@dataclass(frozen=True)
class Snapshot:
    """All that answering needs. `passages[i]` is row i of the columns, of the lexical index and of the store.

    `folder` is where the version is kept; None: only in memory. `is_verified`: its files have the checksums that were
    written when it was built; versions of older builds have none.
    """

    version: str
    documents: Sequence[IndexedDocument]
    passages: Sequence[Passage]
    terms: Terms
    lexical: Lexical
    store: Store
    encoder: Encoder
    folder: Path | None = None
    is_verified: bool = False

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

    def with_terms(self, terms: Terms) -> "Snapshot":
        """The same with other terms. No file is read again: it may be gone."""
        changed = replace(self, terms=terms)
        vars(changed).update(columns=self.columns, conflicts=self.conflicts)
        return changed

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

    Raises IndexMissing, also for a version of an older format, IndexDamaged and EncoderMissing.
    """
    manifest = read_manifest(folder)
    if manifest.has_checksums:
        check_files(folder)
    try:
        return _load(folder, manifest, directory)
    except FileNotFoundError as error:
        raise IndexDamaged(folder, f"缺少文件 {Path(error.filename or '').name}") from error
    except _UNREADABLE as error:
        raise IndexDamaged(folder, "文件读不出来，可能已损坏") from error


def _load(folder: Path, manifest: Manifest, directory: Path) -> Snapshot:
    store = load_store(folder)
    encoder = open_encoder(manifest.encoder, directory)
    check_dimensions(encoder, store.dimensions, directory / manifest.encoder.folder)
    snapshot = Snapshot(
        version=manifest.version,
        documents=load_documents(folder),
        passages=PassageFile(folder),
        terms=load_terms(folder / _TERMS),
        lexical=load_lexical(folder, manifest.passages),
        store=store,
        encoder=encoder,
        folder=folder,
        is_verified=manifest.has_checksums,
    )
    _ = snapshot.columns, snapshot.conflicts  # read now: later the files may be gone
    if not snapshot.is_verified:
        _check_sizes(snapshot, manifest.passages)
    return snapshot


def _check_sizes(snapshot: Snapshot, passages: int) -> None:
    """Raise ValueError when the files of a version without checksums do not fit each other: one was cut."""
    of_conflicts = {n for found in snapshot.conflicts.found for n in (found.left, found.right)}
    sizes = {len(snapshot.passages), len(snapshot.store), len(snapshot.aspects), passages}
    if len(sizes) > 1 or any(number >= passages for number in of_conflicts):
        raise ValueError(f"passages, vectors and columns differ in number: {sizes}")
    if passages and snapshot.passages[-1].document >= len(snapshot.documents):
        raise ValueError("the last passage belongs to no document")


def _added_to(columns: ColumnsBuilder, passages: Iterable[Passage]) -> Iterator[Passage]:
    for passage in passages:
        columns.add(passage)
        yield passage
