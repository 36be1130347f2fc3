"""Tokens that were found right a moment ago: not asked for again at each message of a talk."""

from __future__ import annotations

import time

MOST, SECONDS = 10_000, 60.0


class KnownTokens:
    """A conversation's token is kept as its hash, for a minute: it is the conversation's as long as that is there."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """Tell whether a conversation and a token's hash were found to belong together within the last minute."""
        return self._until.get(pair, 0.0) > time.monotonic()

    def add(self, pair: tuple[str, str]) -> None:
        """Keep a pair; the oldest goes where there are too many."""
        self._until.pop(pair, None)
        while len(self._until) >= MOST:
            del self._until[next(iter(self._until))]
        self._until[pair] = time.monotonic() + SECONDS
