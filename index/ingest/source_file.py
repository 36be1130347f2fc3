"""One file to read, wherever it lies: its name, its checksum, its bytes on disk and what a side-car says of it."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

from index.standing.metadata import find_sidecar


@dataclass(frozen=True)
class Sidecar:
    """The description beside a file, unread. `name` is what errors call it."""

    name: str
    data: bytes


class SourceFile(Protocol):
    """A file that a build reads. `name` is its path below its SOURCE."""

    @property
    def name(self) -> str: ...

    def renamed(self, name: str) -> Self:
        """The same file under another name."""
        ...

    def checksum(self) -> str:
        """SHA-256 of the file and of its side-car, in hex."""
        ...

    def sidecar(self) -> Sidecar | None:
        """Its side-car, or None."""
        ...

    def on_disk(self) -> contextlib.AbstractContextManager[Path]:
        """A path where the file can be read as long as the block lasts."""
        ...


@dataclass(frozen=True)
class PlainFile:
    """A file in a folder."""

    name: str
    path: Path

    def renamed(self, name: str) -> Self:
        return replace(self, name=name)

    def checksum(self) -> str:
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        return with_sidecar(digest, self.sidecar())

    def sidecar(self) -> Sidecar | None:
        side = find_sidecar(self.path)
        return Sidecar(sidecar_name(self.name, side.name), side.read_bytes()) if side else None

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[Path]:
        yield self.path


def with_sidecar(digest: "hashlib._Hash", sidecar: Sidecar | None) -> str:
    """The digest in hex, the side-car's bytes included."""
    if sidecar is not None:
        digest.update(b"\0sidecar\0")
        digest.update(sidecar.data)
    return digest.hexdigest()


def sidecar_name(name: str, side: str) -> str:
    """What a side-car beside the file `name` is called in messages."""
    return PurePosixPath(name).with_name(side).as_posix()
