"""One retriever: validity first, then lexical and dense scores joined, then what the query is known to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.divisions import NATIONWIDE, ancestors, covers
from index.grams import bigrams, grams
from index.normalise import canonical
from index.passage import Passage
from index.query import Query
from index.snapshot import Snapshot
from index.terms import find_mentions

_DENSE_WEIGHT = 0.2
_CANDIDATES = 60
_TOPIC, _OTHER_TOPIC, _ASPECT, _HEADING, _NEAR, _ROW = 1.0, -1.2, 0.9, 1.5, 0.25, 0.8


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` orders hits of one query; `coverage` is the share of what the query says (weighted by
    how rare it is) that stands in the passage and its context, `subject` the same for the query's own subject words,
    `cosine` the dense similarity."""

    number: int
    passage: Passage
    score: float
    lexical: float
    cosine: float
    coverage: float
    subject: float
    topic_matches: bool
    aspect_matches: bool


class Retriever:
    """Searches one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        passages = snapshot.passages
        self._documents = np.array([passage.document for passage in passages], dtype=np.int64)
        self._texts = [canonical(passage.searchable) for passage in passages]
        self._headings = [canonical(passage.heading) for passage in passages]
        self._grams = [frozenset(bigrams(text)) for text in self._texts]
        self._rarity = _rarities(self._grams)
        self._unseen = float(np.log(1 + len(passages)))
        self._topics = [self._topics_of(number) for number in range(len(passages))]
        self._aspects = [self._aspect_of(passage) for passage in passages]

    def allowed(self, region: str | None, start: date, end: date) -> NDArray[np.bool_]:
        """Passages of documents that can be in force between `start` and `end` and that speak for `region`.

        A region's documents are its own, those of the divisions above it, nationwide ones, and those whose region is
        not known. None: all regions.
        """
        documents = [
            document.metadata.is_valid_between(start, end)
            and (region is None or document.metadata.region is None or covers(document.metadata.region, region))
            for document in self._snapshot.documents
        ]
        return np.array(documents, dtype=np.bool_)[self._documents] if len(self._documents) else np.zeros(0, np.bool_)

    def below(self, region: str, start: date, end: date) -> NDArray[np.bool_]:
        """Passages of documents that speak only for a part of `region`."""
        documents = [
            document.metadata.is_valid_between(start, end)
            and document.metadata.region is not None
            and document.metadata.region.startswith(region + "/")
            for document in self._snapshot.documents
        ]
        return np.array(documents, dtype=np.bool_)[self._documents] if len(self._documents) else np.zeros(0, np.bool_)

    def rarity(self, gram: str) -> float:
        """How rare a gram is: log(1 + passages / passages that have it); unknown ones count as the rarest."""
        return self._rarity.get(gram, self._unseen)

    def aspect(self, number: int) -> str | None:
        """The aspect whose section the passage stands in."""
        return self._aspects[number]

    def mentions(self, word: str) -> NDArray[np.bool_]:
        """Passages whose own text has `word` (folded)."""
        return np.array([word in text for text in self._texts], dtype=np.bool_)

    def rank(self, text: str, k: int, allowed: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """The plain joined ranking of canonical `text`, without terms and places: numbers and scores, best first."""
        joined, _, _ = self._join(text, allowed)
        best = _top(joined, k)
        return [(int(number), float(joined[number])) for number in best if np.isfinite(joined[number])]

    def rank_lexical(self, text: str, k: int) -> list[int]:
        """BM25 alone: the best `k` passages for canonical `text`."""
        scores = self._snapshot.lexical.scores(text)
        return [int(number) for number in _top(scores, k) if scores[number] > 0]

    def rank_dense(self, text: str, k: int) -> list[int]:
        """The encoder alone: the best `k` passages for canonical `text`."""
        numbers, _ = self._snapshot.store.search(self._snapshot.encoder.encode_query(text), k)
        return [int(number) for number in numbers]

    def search(self, query: Query, allowed: NDArray[np.bool_], k: int = 10) -> list[Hit]:
        """The `k` best of the allowed passages for a query, best first."""
        if not allowed.any():
            return []
        joined, lexical, cosine = self._join(query.search, allowed)
        candidates = [int(number) for number in _top(joined, _CANDIDATES) if np.isfinite(joined[number])]
        hits = [self._hit(query, number, joined[number], lexical[number], cosine[number]) for number in candidates]
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def _join(
        self, text: str, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        size = len(self._texts)
        lexical = self._snapshot.lexical.scores(text)
        cosine = np.zeros(size, dtype=np.float32)
        numbers, cosines = self._snapshot.store.search(self._snapshot.encoder.encode_query(text), size, None)
        cosine[numbers] = cosines
        joined = _standardised(lexical) + np.float32(_DENSE_WEIGHT) * _standardised(cosine)
        if allowed is not None:
            joined = np.where(allowed, joined, -np.inf).astype(np.float32)
        return joined, lexical, cosine

    def _hit(self, query: Query, number: int, joined: float, lexical: float, cosine: float) -> Hit:
        passage = self._snapshot.passages[number]
        document = self._snapshot.documents[passage.document].metadata
        topic = query.topic
        matches = topic is not None and topic in self._topics[number]
        score = float(joined)
        if topic is not None:
            is_other = document.topic is not None and document.topic not in query.topics
            score += _TOPIC if matches else (_OTHER_TOPIC if is_other and not query.assumed_topic else 0.0)
        aspect = query.aspect is not None and self._aspects[number] in query.aspects
        score += _ASPECT if aspect else 0.0
        score += _HEADING * self._heading_overlap(query.search, number)
        if query.region and document.region not in (None, NATIONWIDE) and query.region in ancestors(str(document.region)):
            score += _NEAR
        if passage.kind == "row" and self._names_row(query, passage):
            score += _ROW
        coverage, subject = self._coverage(query, number)
        return Hit(number, passage, score, float(lexical), float(cosine), coverage, subject, matches, aspect)

    def _coverage(self, query: Query, number: int) -> tuple[float, float]:
        return self._covered(query.search, number), self._covered(query.content, number)

    def _covered(self, text: str, number: int) -> float:
        wanted = set(bigrams(text))
        if not wanted:
            singles = set(grams(text))
            return float(all(single in self._texts[number] for single in singles)) if singles else 1.0
        total = sum(self._rarity.get(gram, self._unseen) for gram in wanted)
        found = sum(self._rarity[gram] for gram in wanted if gram in self._grams[number])
        return found / total

    def _heading_overlap(self, text: str, number: int) -> float:
        """How alike the question and a heading that is itself a question (or a short heading) are, 0 to 1."""
        ours, theirs = set(bigrams(text)), set(bigrams(self._headings[number]))
        if not ours or not theirs:
            return 0.0
        weigh = lambda some: sum(self._rarity.get(gram, self._unseen) for gram in some)  # noqa: E731
        return float(2 * weigh(ours & theirs) / (weigh(ours) + weigh(theirs)))

    def _names_row(self, query: Query, passage: Passage) -> bool:
        """Whether the question names the row: the first cell, without the kind of place (江岸区 -> 江岸)."""
        name = canonical(passage.cells[0].value) if passage.cells else ""
        return len(name) >= 2 and (name in query.text or (len(name) >= 3 and name[:-1] in query.text))

    def _topics_of(self, number: int) -> frozenset[str]:
        passage = self._snapshot.passages[number]
        stated = self._snapshot.documents[passage.document].metadata.topic
        named = {mention.term.id for mention in find_mentions(self._texts[number], self._snapshot.terms.topics)}
        return frozenset({stated} if stated else named)

    def _aspect_of(self, passage: Passage) -> str | None:
        for heading in reversed(passage.headings):
            if term := self._snapshot.terms.aspect_of_heading(heading):
                return term.id
        return None


def _rarities(sets: Sequence[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for grams_of_passage in sets:
        for gram in grams_of_passage:
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: float(np.log(1 + len(sets) / count)) for gram, count in counts.items()}


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(scores.std()) if scores.size else 0.0
    return (scores - scores.mean()) / np.float32(spread) if spread > 1e-9 else np.zeros_like(scores)


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    k = min(k, scores.size)
    if k == 0:
        return np.empty(0, dtype=np.int64)
    best = np.argpartition(-scores, k - 1)[:k]
    return best[np.lexsort((best, -scores[best]))]
