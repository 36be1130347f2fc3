"""The data folder is its user's alone: it holds the records, hashes of passwords, the log."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o077  # the mode bits that nobody has
_FOLDER = 0o700
_FILE = 0o600


class FolderShared(Exception):
    """The data folder is one that others use as well, such as /tmp: it cannot be made private."""


@dataclass(frozen=True)
class Tightened:
    """How many files and folders were made private, and those that could not be."""

    changed: int
    refused: tuple[Path, ...]


def tighten(folder: Path) -> Tightened:
    """Take from everybody else what they may do with a folder and all below it; symbolic links are not followed.

    Raises FolderShared for a folder that is not the assistant's own; OSError when it cannot be read.
    """
    if _is_shared(folder):
        raise FolderShared(folder)
    changed, refused = 0, []
    for parent, name in _open_to_others(folder):
        try:
            _make_private(parent, name)
        except FileNotFoundError:
            continue  # removed meanwhile, as temporary files are
        except OSError:
            refused.append(Path(os.readlink(f"/proc/self/fd/{parent}"), name))
        else:
            changed += 1
    return Tightened(changed, tuple(refused))


def count_open(folder: Path) -> int:
    """Return how many files and folders others may read or write, the folder itself among them. Raises OSError."""
    return sum(1 for _ in _open_to_others(folder))


def _is_shared(folder: Path) -> bool:
    """Tell whether a folder is the machine's: the root, or one in which everybody may write."""
    mode = folder.stat().st_mode
    return folder == Path("/") or bool(mode & stat.S_ISVTX and mode & stat.S_IWOTH)


def _open_to_others(folder: Path) -> Iterator[tuple[int, str]]:
    """Yield what others may use, as a descriptor of its folder and its name there; the outermost comes first."""
    parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if folder.stat().st_mode & PRIVATE:
            yield parent, folder.name
    finally:
        os.close(parent)
    for _, folders, files, descriptor in os.fwalk(folder, follow_symlinks=False):
        for name in (*folders, *files):
            try:
                mode = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode
            except FileNotFoundError:
                continue
            if mode & PRIVATE and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                yield descriptor, name


def _make_private(parent: int, name: str) -> None:
    """Change what the name stands for now, and never what a link in its place points to. Raises OSError."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
    try:
        mode = os.fstat(descriptor).st_mode
        os.fchmod(descriptor, _FOLDER if stat.S_ISDIR(mode) else _FILE)
    finally:
        os.close(descriptor)
