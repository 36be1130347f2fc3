"""What a build reads: files, folders and zipped folders, walked; names safe to show and to store."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.convert import SUFFIXES
from index.ingest.members import Archive
from index.ingest.source_file import PlainFile, SourceFile
from index.model.errors import BuildError, DocumentError

TERMS_FILE = "terms.yml"
ARCHIVE = ".zip"
# Files of knowledge/ that are not documents: read for what they are, or by other commands.
_NOT_DOCUMENTS = {
    TERMS_FILE,
    "catalogue.yml",
    "credit_rules.yml",
    "district_contacts.yml",
    "external_services.yml",
    "voucher_rules.yml",
    "questions.jsonl",
}
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class Skipped:
    """A file that is no document, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Found:
    """What lies below the sources: files to read in a fixed order, what is left out, archives that cannot be opened."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]
    failed: tuple[DocumentError, ...] = ()


def find_files(sources: Sequence[Path]) -> Found:
    """Files below the sources. Raises BuildError for a missing source.

    Hidden files, links that lead out of their source, and formats that are not read are left out. A file's name is its
    path below its SOURCE (archive.zip/inner/file.docx in a zipped folder), prefixed with the SOURCE's name where two
    collide.
    """
    entries: list[tuple[str, SourceFile]] = []
    skipped: list[Skipped] = []
    failed: list[DocumentError] = []
    for source in sources:
        if not source.exists():
            raise BuildError(f"找不到 {source}")
        for path, name in _paths(source):
            reason = _reason_to_skip(path, source)
            if reason:
                skipped.append(Skipped(name, reason))
            elif reason is None:
                try:
                    entries += [(_called(source), file) for file in _files(path, name, skipped)]
                except DocumentError as error:
                    failed.append(error)
    counts: dict[str, int] = {}
    for _, file in entries:
        counts[file.name] = counts.get(file.name, 0) + 1
    named = [
        file if counts[file.name] == 1 else file.renamed(f"{source}/{file.name}") for source, file in entries
    ]
    return Found(tuple(sorted(named, key=lambda file: file.name)), tuple(skipped), tuple(failed))


def find_terms(sources: Sequence[Path]) -> Path | None:
    """terms.yml of the first source that has one."""
    candidates = (source / TERMS_FILE for source in sources if source.is_dir())
    return next((path for path in candidates if path.is_file()), None)


def showable(name: str) -> str:
    """A file's name as UTF-8 text on one line: bytes that are not UTF-8 are read as GB18030."""
    if not name.isascii():
        raw = name.encode("utf-8", "surrogateescape")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return _UNSHOWABLE.sub("_", name)


def _called(source: Path) -> str:
    return showable(source.resolve().name)


def _paths(source: Path) -> Iterator[tuple[Path, str]]:
    root = source if source.is_dir() else source.parent
    for path in [source] if source.is_file() else _walk(source):
        yield path, showable(path.relative_to(root).as_posix())


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.startswith("~$"):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _files(path: Path, name: str, skipped: list[Skipped]) -> Iterator[SourceFile]:
    if path.suffix.lower() != ARCHIVE:
        yield PlainFile(name, path)
        return
    archive = Archive(path, name)
    skipped += [Skipped(member, reason) for member, reason in archive.left_out]
    yield from archive.files


def _reason_to_skip(path: Path, source: Path) -> str | None:
    """None: read it. "": leave it out without a word. Else why it is left out."""
    describes_folder = path.name == "README.md" and (path.parent / TERMS_FILE).is_file()
    is_sidecar = path.suffix.lower() == ".yml" and _is_sidecar(path)
    if describes_folder or is_sidecar or path.name in _NOT_DOCUMENTS or path.parent.name == "questions.d":
        return ""
    root = source if source.is_dir() else source.parent
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (RuntimeError, OSError):
        return "链接成环"
    if not inside:
        return "链接指向资料文件夹之外"
    if not path.is_file():
        return "不是普通文件"
    if path.suffix.lower() not in SUFFIXES | {ARCHIVE}:
        return f"不支持的格式：{path.suffix or '没有扩展名'}"
    return None


def _is_sidecar(path: Path) -> bool:
    """Whether the .yml describes a file beside it (方案.docx.yml, or 方案.yml beside 方案.docx)."""
    return path.with_suffix("").is_file() or any(path.with_suffix(suffix).is_file() for suffix in SUFFIXES)
