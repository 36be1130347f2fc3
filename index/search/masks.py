"""Which passages may answer, as flags: worked out of the documents' standing by arrays, and kept while it is asked for.

A mask is `(n,) bool`, one flag a passage; it is shared between threads and never written to.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.lexicon.divisions import covers
from index.text.grams import grams
from index.version.snapshot import Snapshot

Flags = NDArray[np.bool_]
_KEPT = 48  # masks; one takes n bytes
_NEVER, _ALWAYS = np.iinfo(np.int32).max, np.iinfo(np.int32).min


class Masks:
    """The masks of one snapshot. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        metadata = [document.metadata for document in snapshot.documents]
        by_id = {m.id: m for m in metadata if m.id and m.id}
        followed = [by_id.get(m.superseded_by) if m.superseded_by else None for m in metadata]
        self._begins = _days([m.earliest for m in metadata], _ALWAYS)
        self._ends = _days([m.effective_to for m in metadata], _NEVER)
        self._replaced = np.minimum(
            _days([m.replaced_on for m in metadata], _NEVER),
            _days([m.begins if m else None for m in followed], _NEVER),
        )
        self._regions, self._region = _coded([m.region for m in metadata])
        self._topics, self._topic = _coded([m.topic for m in metadata])
        self.is_guide: Flags = np.array([m.is_guide for m in metadata], dtype=np.bool_)
        self._aspect = snapshot.aspects
        self._aspects = [term.id for term in snapshot.terms.aspects]
        self.allowed: Callable[[str | None, date, date], Flags] = lru_cache(_KEPT)(self._allowed)
        self.below: Callable[[str, date, date], Flags] = lru_cache(_KEPT)(self._below)
        self.of_topics: Callable[[frozenset[str | None]], Flags] = lru_cache(_KEPT)(self._of_topics)
        self.mentions: Callable[[str], Flags] = lru_cache(_KEPT)(self._mentions)

    def aspect(self, number: int) -> str | None:
        """The aspect whose section a passage stands in."""
        position = int(self._aspect[number])
        return self._aspects[position] if position >= 0 else None

    def of_aspect(self, aspect: str) -> Flags:
        """Passages in a section for the aspect."""
        return np.asarray(
            self._aspect == (self._aspects.index(aspect) if aspect in self._aspects else len(self._aspects))
        )

    def _allowed(self, region: str | None, start: date, end: date) -> Flags:
        held = [region is None or own is None or covers(own, region) for own in self._regions]
        return self._of_documents(self._valid(start, end) & np.array(held, dtype=np.bool_)[self._region])

    def _below(self, region: str, start: date, end: date) -> Flags:
        inside = [own is not None and own.startswith(region + "/") for own in self._regions]
        return self._of_documents(self._valid(start, end) & np.array(inside, dtype=np.bool_)[self._region])

    def _of_topics(self, topics: frozenset[str | None]) -> Flags:
        chosen = np.array([topic in topics for topic in self._topics], dtype=np.bool_)
        return self._of_documents(chosen[self._topic])

    def _mentions(self, word: str) -> Flags:
        """Passages that have every gram of the word: for a number that stands alone, those that have it."""
        flags = np.zeros(self._snapshot.lexical.size, dtype=np.bool_)
        wanted = [self._snapshot.lexical.having(gram) for gram in set(grams(word))]
        if not wanted:
            return flags
        rarest, *others = sorted(wanted, key=len)
        flags[rarest] = True
        for having in others:
            also = np.zeros_like(flags)
            also[having] = True
            flags &= also
        return _frozen(flags)

    def _valid(self, start: date, end: date) -> Flags:
        """`(documents,) bool`: what Metadata.is_valid_between says of each, and no successor has begun."""
        first, last = start.toordinal(), end.toordinal()
        return (self._begins <= last) & (self._ends >= first) & (self._replaced > first)

    def _of_documents(self, flags: Flags) -> Flags:
        return _frozen(flags[self._snapshot.columns.documents])


def _days(dates: list[date | None], unknown: int) -> NDArray[np.int32]:
    return np.array([unknown if day is None else day.toordinal() for day in dates], dtype=np.int32)


def _coded(values: list[str | None]) -> tuple[list[str | None], NDArray[np.int32]]:
    """The distinct values, and the position of each document's among them."""
    positions = {value: position for position, value in enumerate(dict.fromkeys(values))}
    return list(positions), np.array([positions[value] for value in values], dtype=np.int32)


def _frozen(flags: Flags) -> Flags:
    flags.setflags(write=False)
    return flags
