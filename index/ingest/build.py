"""Build an index version from files and folders."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version as library_version
from pathlib import Path

from index.encoders import Encoding
from index.encoders.training import Schedule
from index.ingest.cache import Cache, leaf_sources, list_sources
from index.ingest.encoder_choice import EncoderChoice
from index.ingest.reader import Progress, Reader, UnreadableFiles
from index.ingest.reading import Reading
from index.ingest.sources import Found, Skipped, find_files, find_terms
from index.ingest.succession import drop_duplicates, find_shared_numbers, link
from index.lexicon.terms import Terms, load_terms
from index.model.errors import BuildError
from index.model.manifest import FILE, DocumentEntry, FailedEntry, Manifest
from index.model.passage import Passage
from index.passages.searchable import searchable
from index.passages.splitter import renumber
from index.standing.conflicts import find_conflicts, save_conflicts
from index.version.checksums import write_checksums
from index.version.indexing import write_indexes
from index.version.snapshot import IndexedDocument, save_contents
from index.version.versions import Versions

_NOTES = "notes.json"
_MOST_NOTES = 100  # of one kind
FORMAT = 1  # changes when the same documents would give a different version
_LIBRARIES = ("faiss-cpu", "numpy", "tokenizers", "safetensors", "lxml", "pdfplumber")

__all__ = ["Report", "UnreadableFiles", "build_index"]


@dataclass(frozen=True)
class Report:
    """What a build did. `changed` is False when the current version already holds exactly this.

    `read` files were converted, `unchanged` ones taken over as they were, `removed` documents are gone since the
    version before. `notes` are lines for a person: duplicates, numbers used twice, documents replaced, conflicts.
    """

    version: str
    changed: bool
    documents: int
    passages: int
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[FailedEntry, ...] = ()
    notes: tuple[str, ...] = field(default=())
    read: int = 0
    unchanged: int = 0
    removed: tuple[str, ...] = ()


def build_index(
    sources: Sequence[Path],
    directory: Path,
    *,
    encoder: str = "reuse",
    encoding: Encoding | None = None,
    terms: Path | None = None,
    keep_going: bool = False,
    schedule: Schedule | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Read `sources`, write a version below `directory`, and make it the current one.

    `terms` is the terms.yml to take when no source has one.
    `encoder`: "reuse" (the current version's; trained when there is none or it no longer fits), "train", a path, or
    the name of a model in the local Hugging Face cache; `encoding` says how such a model is used.
    Raises BuildError, DocumentError (the first file that cannot be read, unless `keep_going`), EncoderMissing.
    """
    versions = Versions(directory)
    with versions.lock():
        found = find_files(sources)
        terms_file = find_terms(sources) or terms
        reader = Reader(found, Cache(directory), progress)
        inputs = _inputs(reader.checksums, terms_file)
        current = versions.find_current()
        choice = EncoderChoice(versions, schedule or Schedule(), progress, encoding or Encoding())
        same = current is not None and choice.is_same(encoder, current.encoder)
        is_whole = current is not None and versions.is_current_whole()
        if current is not None and is_whole and same and _is_same(current, inputs, keep_going):
            return _unchanged(current, found, versions.current_folder())
        readings, notes = _related(reader.read(keep_going))
        before = {entry.path for entry in current.documents} if current else set()
        report = _Build(versions, readings, terms_file, choice, progress).write(
            inputs, encoder, tuple(reader.failed), notes
        )
        return replace(
            report,
            skipped=found.skipped,
            read=reader.converted,
            unchanged=reader.unchanged,
            removed=tuple(sorted(before - {file.name for file in found.files})),
        )


def _is_same(current: Manifest, inputs: str, keep_going: bool) -> bool:
    """Whether the current version has what this build would write, but for the encoder."""
    return current.inputs == inputs and not (current.failed and not keep_going)


def _unchanged(current: Manifest, found: Found, folder: Path) -> Report:
    return Report(
        current.version,
        False,
        len(current.documents),
        current.passages,
        found.skipped,
        tuple(current.failed),
        notes=tuple(json.loads((folder / _NOTES).read_text("utf-8"))) if (folder / _NOTES).is_file() else (),
        unchanged=len(current.documents),
    )


def _related(readings: list[Reading]) -> tuple[list[Reading], list[str]]:
    """The readings without duplicates, each knowing what replaced it, and what a person should know of them."""
    kept, duplicates = drop_duplicates(readings)
    numbers = find_shared_numbers(kept)
    kept, links = link(kept)
    warnings = [f"{reading.path}：{warning}" for reading in kept for warning in reading.warnings]
    return kept, [line for notes in (duplicates, numbers, links, warnings) for line in _some(notes)]


def _some(notes: Sequence[str]) -> list[str]:
    """The first lines of one kind, and how many more there are: a person reads them."""
    more = len(notes) - _MOST_NOTES
    return [*notes[:_MOST_NOTES], *([f"……同类情况还有 {more} 处"] if more > 0 else [])]


def _inputs(checksums: dict[str, str], terms: Path | None) -> str:
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    # An index made by other code is another index, though the documents are the same.
    for source in [*sorted(Path(__file__).parent.parent.rglob("*.py")), *leaf_sources(), *list_sources()]:
        digest.update(source.read_bytes())
    for name, checksum in checksums.items():
        digest.update(f"{name}\t{checksum}\n".encode())
    digest.update(terms.read_bytes() if terms else b"")
    return digest.hexdigest()


@dataclass(frozen=True)
class _Build:
    versions: Versions
    readings: list[Reading]
    terms_file: Path | None
    choice: EncoderChoice
    progress: Progress

    def write(
        self, inputs: str, encoder: str, failed: tuple[FailedEntry, ...], remarks: Sequence[str]
    ) -> Report:
        """Write the version and make it the current one. `remarks` are kept with it for whoever builds again."""
        terms = self._terms()
        passages = self._passages()
        if not passages:
            raise BuildError("文件里没有可以引用的段落")
        texts = [searchable(passage) for passage in passages]
        topics = [self.readings[passage.document].metadata.topic for passage in passages]
        chosen, entry = self.choice.choose(encoder, passages, topics, texts, terms)
        created = datetime.now(UTC)
        name = self.versions.free_name(f"{created:%Y%m%d-%H%M%S}-{inputs[:8]}{entry.mark}")
        indexed = [IndexedDocument(reading.path, reading.metadata) for reading in self.readings]
        with self.versions.writing(name) as folder:
            save_contents(folder, indexed, passages, self.terms_file)
            lasting = [*remarks, *self._conflicts(folder, passages, terms)]
            (folder / _NOTES).write_text(json.dumps(lasting, ensure_ascii=False, indent=1), "utf-8")
            write_indexes(
                folder, texts, len(texts), chosen, lambda done, total: self.progress("建立索引", done, total)
            )
            manifest = Manifest(
                version=name,
                created_at=created,
                inputs=inputs,
                documents=[_entry(reading) for reading in self.readings],
                failed=list(failed),
                passages=len(passages),
                encoder=entry,
                libraries={library: library_version(library) for library in _LIBRARIES},
                has_checksums=True,
            )
            (folder / FILE).write_text(manifest.model_dump_json(indent=1), "utf-8")
            write_checksums(folder, self.versions.encoder_files(entry))
        self.versions.switch(name)
        self.versions.tidy()
        notes = (*self.choice.notes, *lasting)
        return Report(name, True, len(self.readings), len(passages), failed=failed, notes=notes)

    def _conflicts(self, folder: Path, passages: Sequence[Passage], terms: Terms) -> list[str]:
        """Writes the conflicts among the documents; returns a line on each."""
        documents = [(reading.path, reading.metadata) for reading in self.readings]
        found = find_conflicts(documents, passages, terms)
        save_conflicts(folder, found)
        return _some([conflict.describe() for conflict in found])

    def _terms(self) -> Terms:
        try:
            return load_terms(self.terms_file) if self.terms_file else Terms()
        except ValueError as error:
            raise BuildError(f"{self.terms_file}: {error}") from error

    def _passages(self) -> list[Passage]:
        """All passages, each with its document's position; sections are numbered through the index."""
        passages: list[Passage] = []
        section = 0
        for number, reading in enumerate(self.readings):
            found = renumber(reading.passages, number, section)
            section = found[-1].section + 1 if found else section
            passages += found
        return passages


def _entry(reading: Reading) -> DocumentEntry:
    return DocumentEntry(
        path=reading.path,
        checksum=reading.checksum,
        title=reading.metadata.title,
        region=reading.metadata.region,
        passages=len(reading.passages),
        inferred=list(reading.metadata.inferred),
    )
