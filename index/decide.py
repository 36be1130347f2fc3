"""Whether the best passage answers the question: a calibrated probability from a few features.

The weights are a logistic regression and THRESHOLD its operating point; `python -m benchmarks.retrieval calibrate`
fits and prints both from knowledge/questions.d and from questions about other things (benchmarks/out_of_scope.txt).
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from index.query import Query
from index.reranker import Hit

THRESHOLD = 0.5
_NEAREST = 3


@dataclass(frozen=True)
class Features:
    """What the decision looks at, all between 0 and 1; "best" is the best hit, "near" the best three."""

    coverage: (
        float  # share of the whole question, by rarity, that stands in the best passage and its headings
    )
    subject: float  # the same of the question's own subject words, near
    letters: float  # the same of their single characters, near
    cosine: float  # dense similarity, near
    unseen: float  # share of the subject's bigrams that no passage has
    heading: float  # how alike the question and the best passage's heading are
    topic: float  # the question names a topic and the best passage is about it
    no_evidence: float  # the question asks for an aspect and the best passage says nothing of the kind


BIAS = -6.4
WEIGHTS = (3.14, 0.09, 3.17, 3.9, -1.26, 4.32, 0.25, -2.37)


def features(query: Query, hits: Sequence[Hit]) -> Features:
    """Features of the best hits (there is one at least)."""
    best, near = hits[0], hits[:_NEAREST]
    return Features(
        coverage=best.coverage,
        subject=max(hit.subject for hit in near),
        letters=max(hit.letters for hit in near),
        cosine=max(0.0, *[hit.cosine for hit in near]),
        unseen=best.unseen,
        heading=best.heading,
        topic=float(best.topic_matches),
        no_evidence=float(not best.evidence),
    )


def probability(query: Query, hits: Sequence[Hit]) -> float:
    """The probability that the best hit answers the question; 0 without hits."""
    if not hits:
        return 0.0
    return _probability(features(query, hits))


def _probability(found: Features) -> float:
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, astuple(found), strict=True))
    return 1 / (1 + math.exp(-total))


def is_likely(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether the best hit is about what is asked, whatever of it."""
    asked = features(query, hits)
    return _probability(replace(asked, no_evidence=0.0)) >= THRESHOLD


def answers(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether to answer with the best hit.

    A row that is asked for by name always; never a passage that says nothing of the one thing that is asked of a topic
    (高企税率多少); else by probability.
    """
    if hits and hits[0].names_row:
        return True
    if hits and query.aspect is not None and not query.content and not hits[0].evidence:
        return False
    return probability(query, hits) >= THRESHOLD
