"""A file that appears whole or not at all, readable by its owner only, and never in the place of another."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from records.backup.errors import BackupFailed

# One in a folder at a time. What a killed process has left of it, the next one writes over.
_ASIDE = ".dxe-backup.partial"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Yield a file, written aside, that becomes `target` when the block ends and vanishes when it raises.

    Raises BackupFailed when `target` is there already, cannot be written, or the disk is full.
    """
    aside = target.with_name(_ASIDE)
    with _explained(target):
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        with _locked(aside) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _take_place(aside, target)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    aside.unlink()
        _sync_folder(target.parent)


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise BackupFailed(f"{target} 已经存在，不会覆盖：请换一个文件名。") from error
    except BlockingIOError as error:
        raise BackupFailed(f"{target.parent} 中正在进行另一个备份：请等它结束，或换一个文件夹。") from error
    except FileNotFoundError as error:
        raise BackupFailed(f"没有文件夹 {target.parent}：请先建立它，或换一个位置。") from error
    except OSError as error:
        if error.errno in _FULL:
            raise BackupFailed(
                f"磁盘空间不足，备份没有完成，也没有留下半个文件：请清理 {target.parent} 所在的磁盘，或换一个位置。"
            ) from error
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackupFailed(f"无法写入 {target}（{reason}）：请检查文件夹的权限和磁盘。") from error


@contextmanager
def _locked(aside: Path) -> Iterator[BinaryIO]:
    """Yield the file aside, empty and ours alone. Raises BlockingIOError when another process writes it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(aside, flags, 0o600), "r+b") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_still(aside, file):
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(aside))
        os.fchmod(file.fileno(), 0o600)
        file.truncate(0)
        yield file


def _is_still(path: Path, file: BinaryIO) -> bool:
    """Tell whether the path still names the file: while we waited it may have become somebody's whole backup."""
    try:
        named = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    held = os.fstat(file.fileno())
    return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)


def _take_place(aside: Path, target: Path) -> None:
    """Give the file its name, unless something has that name by now (a plain rename would replace it)."""
    try:
        os.link(aside, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}:
            raise
        if os.path.lexists(target):  # A file system without hard links: look, then rename.
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        aside.rename(target)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
