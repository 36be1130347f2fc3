"""The one log of all processes: it rotates, and no failure of the disk reaches who writes to it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TextIO


class Log(Protocol):
    """Where lines of processes go. Neither method raises."""

    def write(self, process: str, line: str) -> None:
        """Write one line of a process."""
        ...

    def catch_up(self) -> None:
        """Say how many lines were lost, once lines can be written again."""
        ...


class LogFile:
    """`<process> | <line>` in a file of at most `max_bytes`; the `files - 1` before it are `<name>.1`, `<name>.2`, …

    A line that cannot be written, because the disk is full or away, is counted and dropped; once there is room again
    the log says how many are missing. `echo` gets every line too, and is given up when it is closed.
    """

    def __init__(self, path: Path, *, max_bytes: int, files: int, echo: TextIO | None = None) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._files = files
        self._echo = echo
        self._descriptor: int | None = None
        self._size = 0
        self._lost = 0
        self._reason = ""
        self._is_torn = False

    def write(self, process: str, line: str) -> None:
        """Write one line; never raises OSError."""
        text = f"{process:<8}| {line}\n"
        self._show(text)
        self.catch_up()
        if self._lost or not self._append(text):
            self._lost += 1

    def catch_up(self) -> None:
        """Say how many lines were lost, where that can be written."""
        if self._lost and self._append(f"{'serve':<8}| {self._lost} lines lost: {self._reason}\n"):
            self._lost = 0

    def close(self) -> None:
        """Close the file; a later line opens it again."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with suppress(OSError):  # such as a disk of the network that is away: nothing is left to be done
                os.close(descriptor)

    def _append(self, text: str) -> bool:
        data = text.encode(errors="replace")
        if self._is_torn:
            data = b"\n" + data
        try:
            descriptor = self._with_room_for(len(data))
            written = os.write(descriptor, data)
        except OSError as problem:
            self._reason = problem.strerror or type(problem).__name__
            self.close()
            return False
        self._size += written
        self._is_torn = written < len(data)
        if self._is_torn:
            self._reason = "No space left on device"
        return not self._is_torn

    def _with_room_for(self, count: int) -> int:
        """Return the descriptor to write to, of a new file when this one would grow too long. Raises OSError."""
        if self._descriptor is None:
            self._open()
        if self._size and self._size + count > self._max_bytes:
            self.close()
            self._rotate()
            self._open()
        assert self._descriptor is not None
        return self._descriptor

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._size = os.fstat(self._descriptor).st_size

    def _rotate(self) -> None:
        for number in range(self._files - 1, 0, -1):
            newer = self._numbered(number - 1)
            if newer.exists():
                newer.replace(self._numbered(number))
        self._path.unlink(missing_ok=True)

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path

    def _show(self, text: str) -> None:
        if self._echo is None:
            return
        try:
            self._echo.write(text)
        except (OSError, ValueError):  # the terminal is gone: the file still has every line
            self._echo = None
