"""One index version in memory, and its files: documents.json, passages.jsonl, terms.yml, lexical/, dense.faiss."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from index.document import Metadata, Source
from index.encoder import Encoder, load_encoder
from index.lexical import Lexical, load_lexical
from index.manifest import read_manifest
from index.passage import Cell, Passage
from index.store import Store, load_store
from index.terms import Terms, load_terms

_DOCUMENTS, _PASSAGES, _TERMS = "documents.json", "passages.jsonl", "terms.yml"
_DATE_FIELDS = {"issued_on", "effective_from", "effective_to", "replaced_on"}


@dataclass(frozen=True)
class IndexedDocument:
    """A document's path and standing, as a version keeps them."""

    path: str
    metadata: Metadata


@dataclass(frozen=True)
class Snapshot:
    """All that answering needs. `passages[i]` is row i of the lexical index and of the store."""

    version: str
    documents: tuple[IndexedDocument, ...]
    passages: tuple[Passage, ...]
    terms: Terms
    lexical: Lexical
    store: Store
    encoder: Encoder


def save_contents(
    folder: Path, documents: Sequence[IndexedDocument], passages: Sequence[Passage], terms: Path | None
) -> None:
    """Write documents, passages and terms of a version."""
    rows = [{"path": document.path, **_plain(document.metadata)} for document in documents]
    (folder / _DOCUMENTS).write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    with (folder / _PASSAGES).open("w", encoding="utf-8") as file:
        for passage in passages:
            file.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")
    if terms is not None:
        (folder / _TERMS).write_bytes(terms.read_bytes())


def load_snapshot(folder: Path, directory: Path) -> Snapshot:
    """Read one version. `directory` is the index folder its encoder's path is relative to. Raises EncoderMissing."""
    manifest = read_manifest(folder)
    rows = json.loads((folder / _DOCUMENTS).read_text("utf-8"))
    with (folder / _PASSAGES).open(encoding="utf-8") as file:
        passages = tuple(_passage(json.loads(line)) for line in file)
    return Snapshot(
        version=manifest.version,
        documents=tuple(IndexedDocument(row["path"], _metadata(row)) for row in rows),
        passages=passages,
        terms=load_terms(folder / _TERMS),
        lexical=load_lexical(folder, len(passages)),
        store=load_store(folder),
        encoder=load_encoder(directory / manifest.encoder.folder),
    )


def _plain(metadata: Metadata) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(metadata).items()
    }


def _metadata(row: dict[str, Any]) -> Metadata:
    values: dict[str, Any] = {item.name: row[item.name] for item in fields(Metadata) if item.name in row}
    for name in _DATE_FIELDS:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    for name in ("audience", "related", "inferred", "supersedes"):
        values[name] = tuple(values.get(name) or ())
    values["sources"] = tuple(Source(**source) for source in values.get("sources") or ())
    return Metadata(**values)


def _passage(row: dict[str, Any]) -> Passage:
    row["headings"] = tuple(row["headings"])
    row["cells"] = tuple(Cell(**cell) for cell in row["cells"])
    return Passage(**row)
