"""Build an index version from files and folders."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as library_version
from pathlib import Path

from index.divisions import load_divisions
from index.document import Document
from index.encoder import Encoder, StaticEncoder, load_encoder
from index.errors import BuildError, DocumentError, EncoderMissing
from index.lexical import build_lexical
from index.manifest import FILE, DocumentEntry, EncoderEntry, FailedEntry, Manifest
from index.normalise import canonical
from index.pairs import make_material
from index.passage import Passage
from index.places import Gazetteer
from index.snapshot import IndexedDocument, save_contents
from index.sources import Skipped, SourceFile, checksum, find_files, find_terms, read_document
from index.splitter import split_document
from index.store import Store
from index.terms import Terms, load_terms
from index.training import Schedule, train_encoder
from index.versions import Versions

FORMAT = 1  # changes when the same documents would give a different version
_LEAST_KNOWN = 0.75  # a trained encoder is used again while it knows this share of the passages' tokens
_LIBRARIES = ("bm25s", "faiss-cpu", "numpy", "tokenizers", "safetensors", "markitdown", "trafilatura")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Report:
    """What a build did. `changed` is False when the current version already holds exactly this."""

    version: str
    changed: bool
    documents: int
    passages: int
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[FailedEntry, ...] = ()
    notes: tuple[str, ...] = field(default=())


def build_index(
    sources: Sequence[Path],
    directory: Path,
    *,
    encoder: str = "reuse",
    terms: Path | None = None,
    keep_going: bool = False,
    schedule: Schedule | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Read `sources`, write a version below `directory`, and make it the current one.

    `terms` is the terms.yml to take when no source has one.
    `encoder`: "reuse" (the current version's; trained when there is none or it no longer fits), "train", or a path.
    Raises BuildError, DocumentError (the first file that cannot be read, unless `keep_going`), EncoderMissing.
    """
    versions = Versions(directory)
    with versions.lock():
        files, skipped = find_files(sources)
        terms_file = find_terms(sources) or terms
        inputs = _inputs(files, terms_file)
        current = versions.find_current()
        same_encoder = encoder == "reuse" or (current is not None and encoder == current.encoder.id)
        if (
            current is not None
            and current.inputs == inputs
            and same_encoder
            and not (current.failed and not keep_going)
        ):
            return Report(
                current.version,
                False,
                len(current.documents),
                current.passages,
                tuple(skipped),
                tuple(current.failed),
            )
        documents, failed = _read(files, keep_going, progress)
        return _Build(versions, documents, terms_file, schedule or Schedule(), progress).write(
            inputs, encoder, tuple(skipped), tuple(failed)
        )


def _inputs(files: Sequence[SourceFile], terms: Path | None) -> str:
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    # An index made by other code is another index, though the documents are the same.
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    for file in files:
        digest.update(f"{file.name}\t{checksum(file.path)}\n".encode())
    digest.update(terms.read_bytes() if terms else b"")
    return digest.hexdigest()


def _read(
    files: Sequence[SourceFile], keep_going: bool, progress: Progress
) -> tuple[list[Document], list[FailedEntry]]:
    gazetteer = Gazetteer(load_divisions())
    documents: list[Document] = []
    failed: list[FailedEntry] = []
    for position, file in enumerate(files):
        try:
            documents.append(read_document(file, gazetteer))
        except DocumentError as error:
            failed.append(FailedEntry(path=error.path, reason=error.reason))
        progress("读取文件", position + 1, len(files))
    if failed and not keep_going:
        raise UnreadableFiles(failed)
    if not documents:
        raise BuildError("没有可以读取的文件")
    return documents, failed


class UnreadableFiles(BuildError):
    """Files that cannot be read; no version was written."""

    def __init__(self, failed: Sequence[FailedEntry]) -> None:
        super().__init__("；".join(f"{entry.path}: {entry.reason}" for entry in failed))
        self.failed = tuple(failed)


@dataclass(frozen=True)
class _Build:
    versions: Versions
    documents: list[Document]
    terms_file: Path | None
    schedule: Schedule
    progress: Progress

    def write(
        self, inputs: str, encoder: str, skipped: tuple[Skipped, ...], failed: tuple[FailedEntry, ...]
    ) -> Report:
        terms = self._terms()
        passages, counts = self._split()
        if not passages:
            raise BuildError("文件里没有可以引用的段落")
        texts = [canonical(passage.searchable) for passage in passages]
        chosen, entry, notes = self._encoder(encoder, passages, texts, terms)
        created = datetime.now(UTC)
        name = f"{created:%Y%m%d-%H%M%S}-{inputs[:8]}{entry.id[:4]}"
        indexed = [IndexedDocument(document.path, document.metadata) for document in self.documents]
        with self.versions.writing(name) as folder:
            save_contents(folder, indexed, passages, self.terms_file)
            self.progress("建立索引", 0, 2)
            build_lexical(texts).save(folder)
            self.progress("建立索引", 1, 2)
            vectors = chosen.encode_passages(texts)
            store = Store(vectors.shape[1])
            store.add(vectors)
            store.save(folder)
            manifest = Manifest(
                version=name,
                created_at=created,
                inputs=inputs,
                documents=[_entry(d, count) for d, count in zip(self.documents, counts, strict=True)],
                failed=list(failed),
                passages=len(passages),
                encoder=entry,
                libraries={library: library_version(library) for library in _LIBRARIES},
            )
            (folder / FILE).write_text(manifest.model_dump_json(indent=1), "utf-8")
            self.progress("建立索引", 2, 2)
        self.versions.switch(name)
        self.versions.tidy()
        return Report(name, True, len(self.documents), len(passages), skipped, failed, tuple(notes))

    def _terms(self) -> Terms:
        try:
            return load_terms(self.terms_file) if self.terms_file else Terms()
        except ValueError as error:
            raise BuildError(f"{self.terms_file}: {error}") from error

    def _split(self) -> tuple[list[Passage], list[int]]:
        passages: list[Passage] = []
        counts: list[int] = []
        section = 0
        for number, document in enumerate(self.documents):
            found = split_document(document, number, section)
            section = max((passage.section for passage in found), default=section - 1) + 1
            passages += found
            counts.append(len(found))
        return passages, counts

    def _encoder(
        self, wanted: str, passages: list[Passage], texts: list[str], terms: Terms
    ) -> tuple[Encoder, EncoderEntry, list[str]]:
        notes: list[str] = []
        if wanted not in {"reuse", "train"}:
            folder = self.versions.encoders / wanted if "/" not in wanted else Path(wanted)
            folder = folder if folder.is_dir() else Path(wanted)
            encoder = load_encoder(folder)
            inside = folder.resolve().parent == self.versions.encoders.resolve()
            place = f"encoders/{folder.name}" if inside else str(folder.resolve())
            return encoder, EncoderEntry(id=encoder.id, folder=place), notes
        if wanted == "reuse":
            reused = self._reusable(texts, notes)
            if reused is not None:
                return (*reused, notes)
        topics = [self.documents[passage.document].metadata.topic for passage in passages]
        folder = train_encoder(
            make_material(passages, topics),
            terms,
            self.versions.encoders,
            self.schedule,
            lambda done, total: self.progress("训练编码器", done, total),
        )
        notes.append(f"训练了编码器 {folder.name}")
        encoder = StaticEncoder(folder)
        return encoder, EncoderEntry(id=encoder.id, folder=f"encoders/{folder.name}"), notes

    def _reusable(self, texts: list[str], notes: list[str]) -> tuple[Encoder, EncoderEntry] | None:
        current = self.versions.find_current()
        if current is None:
            return None
        try:
            encoder = load_encoder(self.versions.directory / current.encoder.folder)
        except EncoderMissing:
            notes.append("原来的编码器不在了，重新训练")
            return None
        if isinstance(encoder, StaticEncoder) and encoder.known_share(texts) < _LEAST_KNOWN:
            notes.append("资料变化较大，重新训练编码器")
            return None
        return encoder, current.encoder


def _entry(document: Document, passages: int) -> DocumentEntry:
    return DocumentEntry(
        path=document.path,
        checksum=document.checksum,
        title=document.metadata.title,
        region=document.metadata.region,
        passages=passages,
        inferred=list(document.metadata.inferred),
    )
