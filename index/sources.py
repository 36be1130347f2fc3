"""What a build reads: files and folders, walked; each file read, converted and given its metadata."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.convert import SUFFIXES, convert
from index.document import Document
from index.errors import BuildError, DocumentError
from index.mend import mend
from index.metadata import make_metadata, read_sidecar, split_front_matter
from index.places import Gazetteer

TERMS_FILE = "terms.yml"
# Files of knowledge/ that are not documents: read for what they are, or by other commands.
_NOT_DOCUMENTS = {TERMS_FILE, "catalogue.yml", "questions.jsonl"}


@dataclass(frozen=True)
class SourceFile:
    """One file to read. `name` is its path below its SOURCE, prefixed with the SOURCE's name where two collide."""

    path: Path
    name: str


@dataclass(frozen=True)
class Skipped:
    """A file that is no document, and why."""

    name: str
    reason: str


def find_files(sources: Sequence[Path]) -> tuple[list[SourceFile], list[Skipped]]:
    """Files below the sources in a fixed order, and what was left out. Raises BuildError for a missing source.

    Hidden files, links that lead out of their source, and formats that are not read are left out.
    """
    entries: list[tuple[Path, Path, str]] = []
    skipped: list[Skipped] = []
    for source in sources:
        if not source.exists():
            raise BuildError(f"找不到 {source}")
        root = source if source.is_dir() else source.parent
        for path in [source] if source.is_file() else _walk(source):
            name = path.relative_to(root).as_posix()
            reason = _reason_to_skip(path, root)
            if reason is None:
                entries.append((source, path, name))
            elif reason:
                skipped.append(Skipped(name, reason))
    counts: dict[str, int] = {}
    for _, _, name in entries:
        counts[name] = counts.get(name, 0) + 1
    named = [
        SourceFile(path, name if counts[name] == 1 else f"{source.resolve().name}/{name}")
        for source, path, name in entries
    ]
    return sorted(named, key=lambda file: file.name), skipped


def find_terms(sources: Sequence[Path]) -> Path | None:
    """terms.yml of the first source that has one."""
    candidates = (source / TERMS_FILE for source in sources if source.is_dir())
    return next((path for path in candidates if path.is_file()), None)


def checksum(path: Path) -> str:
    """SHA-256 of the file and of its side-car, in hex."""
    digest = hashlib.sha256(path.read_bytes())
    for sidecar in (path.with_name(path.name + ".yml"), path.with_suffix(".yml")):
        if sidecar.is_file():
            digest.update(sidecar.read_bytes())
    return digest.hexdigest()


def read_document(file: SourceFile, gazetteer: Gazetteer) -> Document:
    """The document of a file. Raises DocumentError."""
    try:
        text = convert(file.path, file.name)
    except OSError as error:
        raise DocumentError(file.name, f"无法读取：{error.strerror or error}") from error
    stated, body = split_front_matter(text, file.name) if file.path.suffix.lower() == ".md" else ({}, text)
    if file.path.suffix.lower() == ".md":
        body = mend(body, soft_breaks=True)
    stated = stated or read_sidecar(file.path, file.name)
    if not body.strip():
        raise DocumentError(file.name, "文件里没有正文")
    return Document(file.name, body, make_metadata(stated, body, gazetteer, file.name), checksum(file.path))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.startswith("~$"):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _reason_to_skip(path: Path, root: Path) -> str | None:
    """None: read it. "": leave it out without a word. Else why it is left out."""
    describes_folder = path.name == "README.md" and (path.parent / TERMS_FILE).is_file()
    is_sidecar = path.suffix.lower() == ".yml" and _is_sidecar(path)
    if describes_folder or is_sidecar or path.name in _NOT_DOCUMENTS or path.parent.name == "questions.d":
        return ""
    if not path.resolve().is_relative_to(root.resolve()):
        return "链接指向资料文件夹之外"
    if not path.is_file():
        return "不是普通文件"
    if path.suffix.lower() not in SUFFIXES:
        return f"不支持的格式：{path.suffix or '没有扩展名'}"
    return None


def _is_sidecar(path: Path) -> bool:
    """Whether the .yml describes a file beside it (方案.docx.yml, or 方案.yml beside 方案.docx)."""
    return path.with_suffix("").is_file() or any(path.with_suffix(suffix).is_file() for suffix in SUFFIXES)
