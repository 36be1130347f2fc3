"""A log handler that never makes a process wait for whoever reads its log."""

from __future__ import annotations

import logging
import os
import select

_PIECE = 4096  # PIPE_BUF: a pipe that is ready takes so many bytes without waiting, pipe(7)
_PATIENCE_MS = 200


class PatientHandler(logging.Handler):
    """Writes lines to a descriptor, such as the pipe to the supervisor.

    While the reader is suspended or gone, or the disk behind the descriptor is full, lines are counted and dropped
    after 0.2 s, later ones at once; the next line that can be written is preceded by their number. It does not
    raise, and does not complain on standard error, which is the place that fails.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._ready = select.poll()
        self._ready.register(descriptor, select.POLLOUT)
        self._lost = 0
        self._is_torn = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, or count it as lost."""
        try:
            text = self.format(record)
        except Exception:  # noqa: BLE001 - as each handler of the standard library: a wrong record stops no caller
            self.handleError(record)
            return
        if self._lost and self._write(f'{{"event": "log_lines_lost", "count": {self._lost}}}'):
            self._lost = 0
        if self._lost or not self._write(text):
            self._lost += 1

    def _write(self, text: str) -> bool:
        data = (("\n" if self._is_torn else "") + text + "\n").encode(errors="replace")
        rest = data
        try:
            while rest:
                if not self._ready.poll(0 if self._lost else _PATIENCE_MS):
                    break
                rest = rest[os.write(self._descriptor, rest[:_PIECE]) :]
        except OSError:  # nobody reads, or no room: counted by the caller
            pass
        if rest and len(rest) < len(data):
            self._is_torn = True
        elif not rest:
            self._is_torn = False
        return not rest
