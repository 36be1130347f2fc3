"""Whether a message may still be stored: settled once, between the transaction and who waits for it."""

from __future__ import annotations

import threading

from records.storage.database import DatabaseUnavailable


class Admission:
    """Stored or given up, never both: the transaction asks from its thread, who waits from the event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settled: bool | None = None  # whether it is stored

    def enter(self) -> None:
        """Let the transaction commit. Raises DatabaseUnavailable when nobody waits any more: nothing is stored."""
        if not self._settle(stored=True):
            raise DatabaseUnavailable("the message was given up before it could be stored")

    def give_up(self) -> bool:
        """Stop waiting; return whether the message is certainly not stored, now and later."""
        return not self._settle(stored=False)

    def _settle(self, *, stored: bool) -> bool:
        with self._lock:
            if self._settled is None:
                self._settled = stored
            return self._settled
