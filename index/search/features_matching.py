"""How a query and a candidate match, in numbers that need no dictionary of topics: for learned ranking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexicon.expected import expected_of, places_told
from index.search.overlap import Counts, Floats, Grams, best_of_texts, count, grams_of, pairs_of

NAMES: tuple[str, ...] = (
    "lexical",
    "cosine",
    "text",
    "text_bigrams",
    "context",
    "heading",
    "covered",
    "covered_text",
    "trigrams",
    "pool",
    "beyond_context",
    "sentence",
    "sentences",
    "run",
    "rarest_missing",
    "heading_said",
    "short",
    "long",
    "first",
    "late",
    "document",
    "document_best",
    "neighbour",
    "feedback",
    "told",
    "told_near",
)
_K1 = 0.9
_B = 0.3
_FEEDBACK_TEXTS, _FEEDBACK_GRAMS = 6, 60


@dataclass(frozen=True)
class Candidate:
    """A passage as the matcher reads it: canonical texts; `position` counts the passages of its document from 0."""

    text: str
    context: str
    heading: str
    document: int
    position: int


class Matcher:
    """Makes the features of one query's candidates.

    `rarity` gives a gram's (one or two characters of canonical text) inverse document frequency, as
    log(1 + passages / passages that have it); what no passage has is the rarest.
    """

    def __init__(self, rarity: Callable[[str], float]) -> None:
        self._rarity = rarity

    def features(
        self, query: str, candidates: Sequence[Candidate], lexical: Floats, cosine: Floats
    ) -> NDArray[np.float32]:
        """`(n, len(NAMES)) float32` for canonical `query`; `lexical` and `cosine`: `(n,)`, its scores of each.

        Columns are comparable between queries: shares of the query's weight (0 to 1), or z-scores among candidates.
        """
        n = len(candidates)
        if n == 0:
            return np.zeros((0, len(NAMES)), dtype=np.float32)
        grams = grams_of(query)
        weights = self._weights(grams)
        text = count(grams, [c.text for c in candidates])
        context = count(grams, [c.context for c in candidates])
        heading = count(grams, [c.heading for c in candidates])
        ones, twos, threes = (weights * (grams.size == size) for size in (1, 2, 3))
        both = ones + twos
        score = _bm25(text, both)
        pair_covered = _share(text.counts > 0, twos)
        columns = {
            "lexical": _standardised(lexical),
            "cosine": _standardised(cosine),
            "text": score,
            "text_bigrams": _bm25(text, twos),
            "context": _bm25(context, both),
            "heading": _bm25(heading, both),
            "covered": _share((text.counts > 0) | (context.counts > 0), twos),
            "covered_text": pair_covered,
            "trigrams": _share(text.counts > 0, threes),
            "pool": _bm25(text, _pool_weights(text, grams)),
            "beyond_context": _beyond(text, context, twos),
            **_sentence_columns(text, twos),
            "run": text.runs / np.float32(max(2, len(query))),
            "rarest_missing": _rarest_missing((text.counts > 0) | (context.counts > 0), twos),
            "heading_said": _said(heading, grams),
            "short": np.minimum(1, text.lengths / 60),
            "long": np.log1p(text.lengths / 60),
            **_place_columns(candidates),
            **_document_columns(candidates, _standardised(lexical), score),
            **_told_columns(query, [c.text for c in candidates], text, twos),
            "feedback": self._feedback(candidates, lexical, cosine),
        }
        return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)

    def _weights(self, grams: Grams) -> Floats:
        """A gram's rarity; a trigram counts as its rarer bigram."""
        weights = [
            self._rarity(text) if len(text) < 3 else max(self._rarity(text[:2]), self._rarity(text[1:]))
            for text in grams.texts
        ]
        return np.array(weights, dtype=np.float32)

    def _feedback(self, candidates: Sequence[Candidate], lexical: Floats, cosine: Floats) -> Floats:
        """BM25 of the bigrams that the best candidates say most of (pseudo-relevance feedback)."""
        joined = _standardised(lexical) + np.float32(0.4) * _standardised(cosine)
        best = np.argsort(-joined, kind="stable")[:_FEEDBACK_TEXTS]
        trust = np.exp(joined[best] - joined[best].max())
        said, weights = pairs_of([candidates[int(i)].text for i in best], trust, _FEEDBACK_GRAMS)
        rarities = np.array([self._rarity(text) for text in said.texts], dtype=np.float32)
        return _bm25(count(said, [c.text for c in candidates]), weights * rarities)


def _saturated(counts: Counts) -> Floats:
    """BM25's share of a gram's weight for how often it stands in each text: 0 to 1."""
    mean = max(1.0, float(counts.lengths.mean()))
    norm = _K1 * (1 - _B + _B * counts.lengths / np.float32(mean))
    return (counts.counts / (counts.counts + norm[:, None])).astype(np.float32)


def _bm25(counts: Counts, weights: Floats) -> Floats:
    """BM25 of each text as a share of what it can be, 0 to 1."""
    return _share(_saturated(counts), weights)


def _share(present: NDArray[np.bool_] | Floats, weights: Floats) -> Floats:
    total = float(weights.sum())
    result: Floats = (
        present @ weights / np.float32(total) if total > 0 else np.zeros(len(present), np.float32)
    )
    return result


def _standardised(scores: Floats) -> Floats:
    spread = float(scores.std())
    return (scores - scores.mean()) / np.float32(spread) if spread > 1e-9 else np.zeros_like(scores)


def _pool_weights(text: Counts, grams: Grams) -> Floats:
    """How rare each uni- or bigram is among the candidates themselves: what tells them apart."""
    having = (text.counts > 0).sum(axis=0)
    weights = np.log1p((len(text.counts) - having) / (having + 1.0))
    return np.where(grams.size < 3, weights, 0).astype(np.float32)


def _beyond(text: Counts, context: Counts, weights: Floats) -> Floats:
    """The share that a text says of what its context leaves unsaid; 1 where nothing is."""
    left = np.where(context.counts > 0, 0, weights[None, :])
    total = left.sum(axis=1)
    said = np.where(text.counts > 0, left, 0).sum(axis=1)
    return np.where(total > 0, said / np.maximum(total, 1e-6), 1).astype(np.float32)


def _sentence_columns(text: Counts, weights: Floats) -> dict[str, Floats]:
    """What the best sentence says, and the best two neighbouring ones."""
    n = len(text.counts)
    alone = _share(text.sentences, weights)
    after = np.roll(text.sentences, -1, axis=0)
    follows = np.roll(text.owners, -1) == text.owners
    pairs = _share(text.sentences | (after & follows[:, None]), weights)
    return {
        "sentence": best_of_texts(alone, text.owners, n),
        "sentences": best_of_texts(pairs, text.owners, n),
    }


def _rarest_missing(present: NDArray[np.bool_], weights: Floats) -> Floats:
    top = float(weights.max()) if len(weights) else 0.0
    missing: Floats = np.where(present, 0, weights[None, :]).max(axis=1, initial=0)
    return missing / np.float32(top) if top > 0 else np.zeros(len(present), dtype=np.float32)


def _said(heading: Counts, grams: Grams) -> Floats:
    """The share of a heading's bigrams that the query says; 0 without heading."""
    found = heading.counts[:, grams.size == 2].sum(axis=1) / np.maximum(heading.lengths - 1, 1)
    shares: Floats = np.minimum(found, 1).astype(np.float32)
    return shares


def _place_columns(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    positions = np.array([c.position for c in candidates], dtype=np.float32)
    return {"first": (positions == 0).astype(np.float32), "late": np.log1p(positions)}


def _document_columns(candidates: Sequence[Candidate], lexical: Floats, score: Floats) -> dict[str, Floats]:
    """What the document's other candidates score: their best, how far this one is behind it, and its neighbours."""
    documents = np.array([c.document for c in candidates])
    _, which = np.unique(documents, return_inverse=True)
    shares = np.exp(lexical - lexical.max())
    total = np.bincount(which, weights=shares)
    best = np.full(len(total), -np.inf, dtype=np.float32)
    np.maximum.at(best, which, lexical)
    at = {(c.document, c.position): i for i, c in enumerate(candidates)}
    beside = [
        max(
            (score[j] for step in (-1, 1) if (j := at.get((c.document, c.position + step))) is not None),
            default=0,
        )
        for c in candidates
    ]
    return {
        "document": np.log(total[which]).astype(np.float32),
        "document_best": lexical - best[which],
        "neighbour": np.array(beside, dtype=np.float32),
    }


def _told_columns(query: str, texts: Sequence[str], counts: Counts, weights: Floats) -> dict[str, Floats]:
    """Whether a text says things of the kinds asked for, and how much the best sentence that does says of the query."""
    n = len(texts)
    told, near = np.zeros(n, dtype=np.float32), np.zeros(n, dtype=np.float32)
    patterns = expected_of(query)
    if patterns:
        said = _share(counts.sentences, weights)
        for i, text in enumerate(texts):
            for places in places_told(patterns, text):
                if places:
                    told[i] += 1
                    near[i] += said[counts.sentence_at[counts.starts[i] + np.array(places)]].max()
        told /= len(patterns)
        near /= len(patterns)
    return {"told": told, "told_near": near}
