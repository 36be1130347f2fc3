"""One retriever: validity first, then lexical and dense scores joined, then the reranker."""

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.candidates import is_other_place, is_unasked_section
from index.divisions import covers
from index.document import Metadata
from index.normalise import canonical
from index.passage import Passage
from index.query import Query
from index.reranker import Hit, Reranker
from index.snapshot import Snapshot

_DENSE_WEIGHT = 0.4
_NAME_WEIGHT = 0.4
_CANDIDATES = 60

Floats = NDArray[np.float32]
Allowed = NDArray[np.bool_]


class Retriever:
    """Searches one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._reranker = Reranker(snapshot)
        self._documents = np.array([passage.document for passage in snapshot.passages], dtype=np.int64)
        self._by_id = {d.metadata.id: d.metadata for d in snapshot.documents if d.metadata.id}
        self.rarity: Callable[[str], float] = self._reranker.rarity
        self.aspect: Callable[[int], str | None] = self._reranker.aspect

    def allowed(self, region: str | None, start: date, end: date) -> Allowed:
        """`(n,) bool`: passages of documents that can be in force between `start` and `end` and hold in `region`.

        A region's documents are its own, those of the divisions above it, nationwide ones, and those whose region is
        not known. None: all regions.
        """
        return self._of_documents(
            lambda metadata: (
                self._is_valid(metadata, start, end)
                and (region is None or metadata.region is None or covers(metadata.region, region))
            )
        )

    def below(self, region: str, start: date, end: date) -> Allowed:
        """`(n,) bool`: passages of documents that hold only in a part of `region`."""
        return self._of_documents(
            lambda metadata: (
                self._is_valid(metadata, start, end)
                and metadata.region is not None
                and metadata.region.startswith(region + "/")
            )
        )

    def of_topic(self, topic: str) -> Allowed:
        """`(n,) bool`: passages of documents on a topic."""
        return self._of_documents(lambda metadata: metadata.topic == topic)

    def mentions(self, word: str) -> Allowed:
        """`(n,) bool`: passages whose own text has `word` (folded)."""
        found = (word in canonical(passage.text) for passage in self._snapshot.passages)
        return np.fromiter(found, dtype=np.bool_, count=len(self._snapshot.passages))

    def search(self, query: Query, allowed: Allowed, k: int = 10) -> list[Hit]:
        """The `k` best of the allowed passages for a query, best first."""
        if not allowed.any():
            return []
        allowed = self._candidates(query, allowed)
        joined, lexical, cosine = self._join(query.text, allowed, query.names)
        best = [int(number) for number in _top(joined, _CANDIDATES) if np.isfinite(joined[number])]
        return self._reranker.rank(query, best, joined[best], lexical[best], cosine[best], k)

    def rows_of_others(self, query: Query, allowed: Allowed) -> list[Passage]:
        """Allowed rows of tables with one row for each place, of other districts than the one the query names."""
        found = [self._snapshot.passages[int(number)] for number in np.flatnonzero(allowed)]
        return [passage for passage in found if passage.kind == "row" and is_other_place(query, passage)]

    def rank(self, text: str, k: int) -> list[int]:
        """The whole ranking, without terms and places: the best `k` passages for canonical `text`."""
        return self.rank_joined(text, k)

    def rank_joined(self, text: str, k: int) -> list[int]:
        """Lexical and dense joined, without terms and places: the best `k` passages for canonical `text`."""
        joined, _, _ = self._join(text, None)
        return [int(number) for number in _top(joined, k)]

    def rank_lexical(self, text: str, k: int) -> list[int]:
        """BM25 alone: the best `k` passages for canonical `text`."""
        scores = self._snapshot.lexical.scores(text)
        return [int(number) for number in _top(scores, k) if scores[number] > 0]

    def rank_dense(self, text: str, k: int) -> list[int]:
        """The encoder alone: the best `k` passages for canonical `text`."""
        numbers, _ = self._snapshot.store.search(self._snapshot.encoder.encode_query(text), k)
        return [int(number) for number in numbers]

    def _join(self, text: str, allowed: Allowed | None, names: str = "") -> tuple[Floats, Floats, Floats]:
        """Joined (z-scores added), BM25 and cosine of every passage; those not allowed are -inf in the first."""
        size = len(self._snapshot.passages)
        lexical = self._snapshot.lexical.scores(text)
        if names:
            lexical = lexical + np.float32(_NAME_WEIGHT) * self._snapshot.lexical.scores(names)
        cosine = np.zeros(size, dtype=np.float32)
        numbers, cosines = self._snapshot.store.search(
            self._snapshot.encoder.encode_query(f"{text} {names}"), size
        )
        cosine[numbers] = cosines
        joined = _standardised(lexical) + np.float32(_DENSE_WEIGHT) * _standardised(cosine)
        if allowed is not None:
            joined = np.where(allowed, joined, -np.inf).astype(np.float32)
        return joined, lexical, cosine

    def _candidates(self, query: Query, allowed: Allowed) -> Allowed:
        """The allowed passages without those that cannot answer this query."""
        kept = allowed.copy()
        for number in np.flatnonzero(allowed):
            passage = self._snapshot.passages[int(number)]
            guide = self._snapshot.documents[passage.document].metadata.is_guide
            if is_other_place(query, passage) or is_unasked_section(query, self.aspect(int(number)), guide):
                kept[number] = False
        return kept

    def _of_documents(self, holds: Callable[[Metadata], bool]) -> Allowed:
        flags = np.array([holds(document.metadata) for document in self._snapshot.documents], dtype=np.bool_)
        return flags[self._documents] if len(self._documents) else np.zeros(0, np.bool_)

    def _is_valid(self, metadata: Metadata, start: date, end: date) -> bool:
        successor = self._by_id.get(metadata.superseded_by) if metadata.superseded_by else None
        begins = (successor.effective_from or successor.issued_on) if successor else None
        replaced = begins is not None and begins <= start
        return not replaced and metadata.is_valid_between(start, end)


def _standardised(scores: Floats) -> Floats:
    spread = float(scores.std()) if scores.size else 0.0
    return (scores - scores.mean()) / np.float32(spread) if spread > 1e-9 else np.zeros_like(scores)


def _top(scores: Floats, k: int) -> NDArray[np.int64]:
    k = min(k, scores.size)
    if k == 0:
        return np.empty(0, dtype=np.int64)
    best = np.argpartition(-scores, k - 1)[:k]
    return best[np.lexsort((best, -scores[best]))]
