"""Whether the best passage answers the question: a calibrated probability from a few features.

The weights are a logistic regression on knowledge/questions.d, fitted by `benchmarks/retrieval.py calibrate`; the
operating point is the threshold there at which the unanswerable are declined and the answerable are not.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from index.query import Query
from index.retriever import Hit

THRESHOLD = 0.5


@dataclass(frozen=True)
class Features:
    """What the decision looks at; all between 0 and 1."""

    subject: float  # share of the question's own subject words that stand in the passage and its headings
    coverage: float  # the same of the whole question
    cosine: float  # dense similarity
    topic: float  # the question names a topic and the passage is about it
    no_topic: float  # the question names none
    aspect: float  # the passage is the section that was asked for
    bare: float  # the question has no subject words beside topic, aspect and place


_BIAS = -3.2
_WEIGHTS = (3.0, 2.0, 1.5, 1.6, -0.2, 0.6, 0.0)


def features(query: Query, hits: Sequence[Hit]) -> Features:
    """Features of the best hit (there is one at least)."""
    best = hits[0]
    return Features(
        subject=best.subject,
        coverage=best.coverage,
        cosine=max(0.0, best.cosine),
        topic=float(best.topic_matches),
        no_topic=float(query.topic is None),
        aspect=float(best.aspect_matches),
        bare=float(not query.content),
    )


def probability(query: Query, hits: Sequence[Hit]) -> float:
    """The probability that the best hit answers the question; 0 without hits."""
    if not hits:
        return 0.0
    total = _BIAS + sum(w * x for w, x in zip(_WEIGHTS, astuple(features(query, hits)), strict=True))
    return 1 / (1 + math.exp(-total))


def answers(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether to answer with the best hit."""
    return probability(query, hits) >= THRESHOLD
