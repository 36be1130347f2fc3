"""One retriever: validity first, then lexical and dense scores joined, then the reranker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.engines.lexical import best
from index.model.passage import Passage
from index.question.query import Query, plain_query
from index.search.audience import Audiences
from index.search.candidates import district_of, is_other_place, is_place_column
from index.search.masks import Masks
from index.search.reranker import Hit, Reranker
from index.version.snapshot import Snapshot

_DENSE_WEIGHT = 0.4
_NAME_WEIGHT = 0.4
_CANDIDATES = 60
_POOL = 300  # of each list, from which the candidates are chosen
_OTHERS, _LOOKED_AT = 20, 200  # rows of other places: so many are shown, of so many

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Allowed = NDArray[np.bool_]


@dataclass(frozen=True)
class _Pool:
    """The best passages of both lists, ascending, with their scores: `(c,)`."""

    numbers: Numbers
    joined: Floats
    lexical: Floats
    cosine: Floats

    def best(self, k: int) -> "_Pool":
        """The `k` best joined, best first."""
        return self.of(best(self.joined, k))

    def of(self, which: NDArray[np.generic]) -> "_Pool":
        return _Pool(self.numbers[which], self.joined[which], self.lexical[which], self.cosine[which])


class Retriever:
    """Searches one snapshot. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._reranker = Reranker(snapshot)
        self._masks = Masks(snapshot)
        self._audiences = Audiences(snapshot)
        self.rarity: Callable[[str], float] = self._reranker.rarity
        self.aspect: Callable[[int], str | None] = self._masks.aspect
        places = [label for label in snapshot.columns.labels if is_place_column(label)]
        self._place_rows = snapshot.columns.with_first_column(places)
        self._tabular = snapshot.columns.of_kind("table")
        self._tabular[self._place_rows] = True

    def allowed(self, region: str | None, start: date, end: date) -> Allowed:
        """`(n,) bool`: passages of documents that can be in force between `start` and `end` and hold in `region`.

        A region's documents are its own, those of the divisions above it, nationwide ones, and those whose region is
        not known. None: all regions. Masks are shared: do not write to them.
        """
        return self._masks.allowed(region, start, end)

    def below(self, region: str, start: date, end: date) -> Allowed:
        """`(n,) bool`: passages of documents that hold only in a part of `region`."""
        return self._masks.below(region, start, end)

    def of_topic(self, topic: str) -> Allowed:
        """`(n,) bool`: passages of documents on a topic."""
        return self._masks.of_topics(frozenset({topic}))

    def for_whom(self, query: Query, allowed: Allowed) -> Allowed:
        """`allowed` without guides of the query's topic for others than it asks for, where one is for them."""
        return self._audiences.keep(query, allowed, self.of_topic(query.topic) if query.topic else None)

    def of_aspect(self, aspect: str) -> Allowed:
        """`(n,) bool`: passages in a section for an aspect."""
        return self._masks.of_aspect(aspect)

    def mentions(self, word: str) -> Allowed:
        """`(n,) bool`: passages that have `word` (folded; a number, or one or two characters)."""
        return self._masks.mentions(word)

    def search(self, query: Query, allowed: Allowed, k: int = 10) -> list[Hit]:
        """The `k` best of the allowed passages for a query, best first."""
        pool = self._pool(query.text, allowed, query.names)
        pool = pool.best(len(pool.numbers))
        chosen = pool.of(self._fit(query, pool.numbers))
        numbers = [int(number) for number in chosen.numbers]
        return self._reranker.rank(query, numbers, chosen.joined, chosen.lexical, chosen.cosine, k)

    def rows_of_others(self, query: Query, allowed: Allowed) -> list[Passage]:
        """Allowed rows of tables with one row for each place, of other districts than the one the query names.

        Some of them; of documents on the query's topic, or on none, where it names a topic.
        """
        if not len(self._place_rows):
            return []
        if query.topic is not None:
            allowed = allowed & self._masks.of_topics(frozenset({query.topic, None}))
        near = self._place_rows[allowed[self._place_rows]][:_LOOKED_AT]
        found = (self._snapshot.passages[int(number)] for number in near)
        return [passage for passage in found if is_other_place(query, passage)][:_OTHERS]

    def rank(self, text: str, k: int) -> list[int]:
        """The whole ranking, without terms and places: the best `k` passages for canonical `text`."""
        chosen = self._pool(text, None).best(_CANDIDATES)
        numbers = [int(number) for number in chosen.numbers]
        hits = self._reranker.rank(
            plain_query(text), numbers, chosen.joined, chosen.lexical, chosen.cosine, k
        )
        return [hit.number for hit in hits]

    def rank_joined(self, text: str, k: int) -> list[int]:
        """Lexical and dense joined, without terms and places: the best `k` passages for canonical `text`."""
        return [int(number) for number in self._pool(text, None).best(k).numbers]

    def rank_lexical(self, text: str, k: int) -> list[int]:
        """BM25 alone: the best `k` passages for canonical `text`."""
        return [int(number) for number in self._snapshot.lexical.score(text).top(k)]

    def rank_dense(self, text: str, k: int) -> list[int]:
        """The encoder alone: the best `k` passages for canonical `text`."""
        numbers, _ = self._snapshot.store.search(self._snapshot.encoder.encode_query(text), k)
        return [int(number) for number in numbers]

    def _pool(self, text: str, allowed: Allowed | None, names: str = "") -> _Pool:
        """The allowed passages that words or vectors find. Joined scores are z-scores among all passages, added."""
        store = self._snapshot.store
        scored = self._snapshot.lexical.score(text, names, _NAME_WEIGHT)
        vector = self._snapshot.encoder.encode_query(f"{text} {names}")
        near, _ = store.search(vector, _POOL, allowed)
        numbers = np.union1d(scored.top(_POOL, allowed), near)
        lexical, cosine = scored.at(numbers), store.cosines(vector, numbers)
        mean, spread = store.moments(vector)
        dense = _standardised(cosine, mean, spread)
        joined = _standardised(lexical, scored.mean, scored.spread) + np.float32(_DENSE_WEIGHT) * dense
        return _Pool(numbers, joined, lexical, cosine)

    def _fit(self, query: Query, numbers: Numbers) -> Numbers:
        """Positions of the first candidates that are no other place's row or table."""
        if district_of(query) is None:
            return np.arange(min(len(numbers), _CANDIDATES))
        kept: list[int] = []
        tabular = self._tabular[numbers]
        for position, number in enumerate(numbers):
            if not tabular[position] or not is_other_place(query, self._snapshot.passages[int(number)]):
                kept.append(position)
                if len(kept) == _CANDIDATES:
                    break
        return np.array(kept, dtype=np.int64)


def _standardised(scores: Floats, mean: float, spread: float) -> Floats:
    if spread <= 1e-9:
        return np.zeros_like(scores)
    return ((scores - np.float32(mean)) / np.float32(spread)).astype(np.float32)
