"""One file read: converted, given its metadata, split. What a file gives does not depend on where it lies."""

import hashlib
from dataclasses import dataclass, replace

from index.convert import convert
from index.ingest.source_file import SourceFile
from index.lexicon.places import Gazetteer
from index.model.document import Document, Metadata
from index.model.errors import DocumentError
from index.model.passage import Passage
from index.passages.splitter import split_document
from index.standing.metadata import make_metadata, parse_sidecar, split_front_matter, unknown_fields
from index.text.mend import mend


@dataclass(frozen=True)
class Reading:
    """What a file gives an index. Passages are of document 0 and sections from 0 on; `text_digest` is the SHA-256 of
    its text without blanks, `warnings` what its reader should know."""

    path: str
    checksum: str
    metadata: Metadata
    passages: tuple[Passage, ...]
    text_digest: str = ""
    warnings: tuple[str, ...] = ()

    def named(self, path: str, checksum: str) -> "Reading":
        """The same reading of a file that lies at `path`."""
        return replace(self, path=path, checksum=checksum)


def read_document(file: SourceFile, gazetteer: Gazetteer) -> Document:
    """The document of a file. Raises DocumentError."""
    try:
        with file.on_disk() as path:
            text = convert(path, file.name)
            suffix = path.suffix.lower()
        sidecar = file.sidecar()
    except OSError as error:
        raise DocumentError(file.name, f"无法读取：{error.strerror or error}") from error
    stated, body = split_front_matter(text, file.name) if suffix == ".md" else ({}, text)
    warnings = tuple(f"开头的说明里有不认识的字段：{name}" for name in unknown_fields(stated))
    if suffix == ".md":
        body = mend(body, soft_breaks=True)
    told_by = file.name
    if not stated and sidecar is not None:
        stated, told_by = parse_sidecar(sidecar.data, sidecar.name), sidecar.name
    if not body.strip():
        raise DocumentError(file.name, "文件里没有正文")
    return Document(file.name, body, make_metadata(stated, body, gazetteer, told_by), warnings=warnings)


def read_file(file: SourceFile, checksum: str, gazetteer: Gazetteer) -> Reading:
    """The reading of a file. Raises DocumentError."""
    document = read_document(file, gazetteer)
    digest = hashlib.sha256("".join(document.text.split()).encode()).hexdigest()
    return Reading(
        path=file.name,
        checksum=checksum,
        metadata=document.metadata,
        passages=tuple(split_document(document, 0)),
        text_digest=digest,
        warnings=document.warnings,
    )
