"""Checksums of a version's files: versions/<id>/SHA256SUMS, as `sha256sum -c SHA256SUMS` reads it there."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from index.model.errors import IndexDamaged

FILE = "SHA256SUMS"
_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<name>.+)")

Stamp = tuple[tuple[str, int, int, int], ...]  # of each file: path, time of its inode's change, size, inode


def write_checksums(folder: Path, beside: Iterable[tuple[str, Path]] = ()) -> None:
    """Write those of all files below `folder`, and of other files that the version needs, by their relative names."""
    own = [(str(path.relative_to(folder)), path) for path in sorted(folder.rglob("*")) if path.is_file()]
    lines = [f"{_sum(path)}  {name}\n" for name, path in [*own, *beside] if name != FILE]
    (folder / FILE).write_text("".join(lines), "utf-8")


def check_files(folder: Path) -> None:
    """Compare every file the version needs with its checksum. Raises IndexDamaged naming the first that differs."""
    for name, wanted in _read(folder).items():
        try:
            found = _sum(folder / name)
        except FileNotFoundError as error:
            raise IndexDamaged(folder, f"缺少文件 {name}") from error
        except OSError as error:
            raise IndexDamaged(folder, f"文件 {name} 读不出来（{error.strerror}）") from error
        if found != wanted:
            raise IndexDamaged(folder, f"文件 {name} 与建库时不同")


def stamp_of(*folders: Path) -> Stamp:
    """What changes when a file below the folders is written, replaced, removed or given other rights."""
    return tuple(_stamp(path) for folder in folders for path in sorted([folder, *folder.rglob("*")]))


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_ctime_ns, found.st_size, found.st_ino


def _read(folder: Path) -> dict[str, str]:
    """The checksum of each file by its name relative to `folder`."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise IndexDamaged(folder, f"缺少文件 {FILE}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(folder, f"文件 {FILE} 读不出来") from error
    matches = [_LINE.fullmatch(line) for line in lines]
    found = {match["name"]: match["sum"] for match in matches if match is not None}
    if not found or len(found) != len(lines):
        raise IndexDamaged(folder, f"文件 {FILE} 不完整")
    return found


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
