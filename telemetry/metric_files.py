"""Where a process of an installation counts: in files of its own, which have their place on the disk beforehand.

prometheus_client maps files into memory that have no place yet: on a full disk the first count would end the process
(SIGBUS). It also names them by process id, so that each start leaves two more behind.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

import structlog
from prometheus_client import values

log = structlog.get_logger(__name__)

_KINDS = ("counter", "histogram")  # the kinds of telemetry.metrics
_BYTES = 512 * 1024  # some 2,500 values


def open_metric_files() -> None:
    """Take this process's files in the folder that PROMETHEUS_MULTIPROC_DIR names; nothing may be counted before.

    Where there is no place for them the process counts in its own memory, unseen by others, until it starts again.
    """
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return
    try:
        slot = _Slot.take(Path(folder))
        for kind in _KINDS:
            _reserve(Path(folder) / f"{kind}_{slot()}.db")
    except OSError as problem:
        log.warning("metrics_in_memory_only", reason=problem.strerror)
        values.ValueClass = values.MutexValue
    else:
        values.ValueClass = values.MultiProcessValue(slot)  # type: ignore[no-untyped-call]


def clear_metric_files(folder: Path) -> None:
    """Make the folder, or remove what an earlier run has counted, whose end may have torn it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*folder.glob("*.db"), *folder.glob("*.slot")):
        path.unlink(missing_ok=True)


class _Slot:
    """The first number that no living process has; the lock on its file lasts as long as this object does."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name

    @classmethod
    def take(cls, folder: Path) -> _Slot:
        """Return a slot of the folder. Raises OSError."""
        number = 0
        while True:
            file = (folder / f"{number}.slot").open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                number += 1
            else:
                return cls(file, str(number))

    def __call__(self) -> str:
        """Return the name by which the files of a process are told apart."""
        return self._name


def _reserve(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, _BYTES)
    except OSError:
        path.unlink()  # nobody could read an empty one
        raise
    finally:
        os.close(descriptor)
