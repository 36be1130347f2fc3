"""What an index version says about itself: versions/<id>/manifest.json."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from index.model.errors import IndexDamaged, IndexMissing

FILE = "manifest.json"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class EncoderEntry(_Record):
    """The encoder of a version: its id, and its folder relative to the index (encoders/<id>) or absolute.

    The rest says of a sentence-transformers model (kind "model") how its texts are encoded; `fingerprint` changes with
    the model's files.
    """

    id: str
    folder: str
    kind: Literal["static", "model"] = "static"
    fingerprint: str | None = None
    query_prefix: str = ""
    passage_prefix: str = ""
    max_length: int | None = None
    backend: Literal["torch", "onnx"] = "torch"
    device: Literal["cpu", "cuda", "auto"] = "cpu"

    @property
    def learned_as(self) -> str:
        """How weights that are learned with this encoder name it: all that are trained at build are alike."""
        return "static" if self.kind == "static" else self.id

    @property
    def mark(self) -> str:
        """Four hex digits for the version's name: those of the id of what was trained here, else of all this."""
        if self.kind == "static":
            return self.id[:4]
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:4]


class DocumentEntry(_Record):
    """A document of a version."""

    path: str
    checksum: str
    title: str
    region: str | None
    passages: int
    inferred: list[str]


class FailedEntry(_Record):
    """A file that could not be read, and why (only with --keep-going)."""

    path: str
    reason: str


class Manifest(_Record):
    """All of it. `inputs` is one checksum over documents, terms and the format of the index.

    `has_checksums`: those of its files were written with it; versions of older builds have none.
    """

    version: str
    created_at: datetime
    inputs: str
    documents: list[DocumentEntry]
    failed: list[FailedEntry]
    passages: int
    encoder: EncoderEntry
    libraries: dict[str, str]
    has_checksums: bool = False


def read_manifest(version: Path) -> Manifest:
    """The manifest of a version's folder. Raises IndexMissing, and IndexDamaged when it cannot be read."""
    path = version / FILE
    if not path.is_file():
        raise IndexMissing(version, "没有 manifest.json")
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise IndexDamaged(version, f"文件 {FILE} 读不出来") from error
