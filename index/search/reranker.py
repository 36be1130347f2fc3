"""The order of the candidates: how question and passage match, and what the question is known to ask for.

A hit's score is a weighted sum of features; index/search/ranking.json holds the weights, which `index.learning` fits on
questions of the project's own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.model.passage import Passage
from index.question.query import Query
from index.search.features_known import KNOWN, Asked, Known
from index.search.features_matching import NAMES as MATCHING
from index.search.features_matching import Matcher
from index.search.ranking import load_weights
from index.search.views import View, Views
from index.version.snapshot import Snapshot

FEATURES = (*MATCHING, *KNOWN)
_ROW = KNOWN.index("row")
Floats = NDArray[np.float32]

_MOST_RARITIES = 200_000


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` orders hits of one query.

    `lexical` is the BM25 score, `cosine` the dense similarity; `coverage` the share of what the query says (by how
    rare it is) that stands in the passage and its context, `subject` the same for the query's own subject words,
    `letters` the share of their characters, `unseen` the share of their bigrams that no passage has at all,
    `heading` how alike question and heading are, `evidence` whether it says anything of the kind asked for,
    `names_row` whether it is a table's row that the question names by a cell and asks of whom it speaks,
    `is_place_asked` whether that cell is the place the row is for, and nothing else is asked. `words` is the share of
    the query's words that the passage and its context say in some form, `local` that its best sentence does,
    `missing` how rare the rarest word is that it does not say (0 to 1). `features` are those of FEATURES.
    """

    number: int
    passage: Passage
    score: float
    lexical: float
    cosine: float
    coverage: float
    subject: float
    letters: float
    unseen: float
    heading: float
    topic_matches: bool
    aspect_matches: bool
    evidence: bool
    names_row: bool
    is_place_asked: bool = False
    words: float = 0.0
    local: float = 0.0
    missing: float = 0.0
    features: tuple[float, ...] = ()


class Reranker:
    """Orders candidates of one snapshot. `weights`: one for each of FEATURES (default: those of ranking.json)."""

    def __init__(self, snapshot: Snapshot, weights: Floats | None = None) -> None:
        self._snapshot = snapshot
        self._views = Views(snapshot)
        self._weights = load_weights(FEATURES) if weights is None else weights
        self._rarities: dict[str, float] = {}
        self._matcher = Matcher(self.rarity)
        self._unseen = math.log(1 + max(1, snapshot.lexical.size))
        self._known = Known(snapshot, self._views, self.rarity, self._unseen)

    def rarity(self, gram: str) -> float:
        """log(1 + passages / passages that have the gram); unknown ones count as the rarest."""
        known = self._rarities.get(gram)
        if known is not None:
            return known
        having = self._snapshot.lexical.document_frequency(gram)
        rarity = math.log(1 + self._snapshot.lexical.size / having) if having else self._unseen
        if len(self._rarities) < _MOST_RARITIES:
            self._rarities[gram] = rarity
        return rarity

    def aspect(self, number: int) -> str | None:
        """The aspect whose section the passage stands in."""
        return self._views[number].aspect

    def rank(
        self, query: Query, numbers: Sequence[int], joined: Floats, lexical: Floats, cosine: Floats, k: int
    ) -> list[Hit]:
        """The best `k` hits among the passages `numbers`, best first; `(n,) float32` scores of each."""
        if not len(numbers):
            return []
        asked = self._known.asked(query)
        views = [self._views[int(number)] for number in numbers]
        matching = self._matcher.features(query.search, [view.candidate for view in views], lexical, cosine)
        known = np.array(
            [
                self._known.features(asked, view, float(score))
                for view, score in zip(views, joined, strict=True)
            ],
            dtype=np.float32,
        )
        features = np.concatenate([matching, known], axis=1)
        scores = features @ self._weights
        first = [
            bool(row[_ROW]) and self._known.is_place_asked(asked, view)
            for row, view in zip(known, views, strict=True)
        ]
        order = sorted(range(len(views)), key=lambda i: (not first[i], -float(scores[i]), int(numbers[i])))
        return [
            self._hit(
                asked,
                views[i],
                features[i],
                number=int(numbers[i]),
                score=float(scores[i]),
                lexical=float(lexical[i]),
                cosine=float(cosine[i]),
                is_place_asked=first[i],
            )
            for i in order[:k]
        ]

    def _hit(self, asked: Asked, view: View, features: Floats, **found: Any) -> Hit:
        value = dict(zip(FEATURES, map(float, features), strict=True))
        return Hit(
            passage=view.passage,
            coverage=self._known.covered(asked.wanted, view) if asked.wanted else 0.0,
            subject=self._known.covered(asked.subject, view),
            letters=self._known.share_of_letters(asked.letters, view),
            unseen=asked.unseen,
            heading=value["heading_alike"],
            topic_matches=bool(value["topic"]),
            aspect_matches=bool(value["aspect"]),
            evidence=bool(value["evidence"]),
            names_row=bool(value["row"]),
            words=value["words"],
            local=value["words_local"],
            missing=value["words_missing"],
            features=tuple(value.values()),
            **found,
        )
