"""Whether the best passage answers the question: a calibrated probability from features of the best hits.

A logistic regression; index/decision.json holds its weights and its operating point, which `index.learning` fits and
chooses on questions of the project's own.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from index.query import Query
from index.reranker import FEATURES, Hit

FILE = Path(__file__).with_name("decision.json")
_NEAREST = 3
_COUNTED = re.compile(r"多少|几|多久|多大|多长|多高|比例|额度|金额|期限|截止|什么时候|啥时候|哪天|哪年")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百]+(?:个|年|日|天|月|万|元|名|人|次|项|件|成|倍)|不限|随时|全年|常年|免费|当[场日]")
_SENTENCE = FEATURES.index("sentence")


@dataclass(frozen=True)
class Features:
    """What the decision looks at, about 0 to 1 each; "best" is the best hit, "near" the best three."""

    coverage: float  # share of the whole question, by rarity, that stands in the best passage and its headings
    subject: float  # the same of the question's own subject words, near
    letters: float  # the same of their single characters, near
    cosine: float  # dense similarity, near
    unseen: float  # share of the subject's bigrams that no passage has
    heading: float  # how alike the question and the best passage's heading are
    topic: float  # the question names a topic and the best passage is about it
    other_topic: float  # the question names a topic and the best passage is about another
    no_evidence: float  # the question asks for an aspect and the best passage says nothing of the kind
    no_number: float  # the question asks for a number, and the best passage has none
    words: float  # share of the question's words that the best passage says in some form, near
    local: float  # that its best sentence says, with the headings
    missing: float  # how rare the rarest word is that it does not say
    sentence: float  # share of the question's pairs of characters that the best sentence says
    lexical: float  # BM25 as a share of what the question could have
    score: float  # of ranking, best
    elsewhere: float  # the question names a matter of another department and no topic
    short: float  # one word or none


@dataclass(frozen=True)
class Decision:
    """Weights of a logistic regression over Features, and the probability from which on it answers."""

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, found: Features) -> float:
        """The probability that the best hit answers."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in asdict(found).items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@lru_cache(maxsize=1)
def load_decision() -> Decision:
    """What decision.json holds."""
    held = json.loads(FILE.read_text("utf-8"))
    return Decision(float(held["bias"]), dict(held["weights"]), float(held["threshold"]))


def features(query: Query, hits: Sequence[Hit]) -> Features:
    """Features of the best hits (there is one at least)."""
    best, near = hits[0], hits[:_NEAREST]
    counted = _COUNTED.search(query.text) is not None
    return Features(
        coverage=best.coverage,
        subject=max(hit.subject for hit in near),
        letters=max(hit.letters for hit in near),
        cosine=max(0.0, *[hit.cosine for hit in near]),
        unseen=best.unseen,
        heading=best.heading,
        topic=float(best.topic_matches),
        other_topic=float(query.topic is not None and not best.topic_matches),
        no_evidence=float(not best.evidence),
        no_number=float(counted and _NUMBER.search(best.passage.text) is None),
        words=max(hit.words for hit in near),
        local=best.local,
        missing=best.missing,
        sentence=best.features[_SENTENCE],
        lexical=best.lexical / query.weight if query.weight else 0.0,
        score=best.score / 10,
        elsewhere=float(query.elsewhere is not None and query.topic is None),
        short=float(len(query.words) <= 1),
    )


def probability(query: Query, hits: Sequence[Hit]) -> float:
    """The probability that the best hit answers the question; 0 without hits."""
    return load_decision().probability(features(query, hits)) if hits else 0.0


def is_likely(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether the best hit is about what is asked, whatever of it."""
    decision = load_decision()
    asked = replace(features(query, hits), no_evidence=0.0, no_number=0.0)
    return decision.probability(asked) >= decision.threshold


def answers(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether to answer with the best hit.

    A row that is asked for by name always; never a passage that says nothing of the one thing that is asked of a topic
    (高企税率多少); else by probability.
    """
    if hits and hits[0].names_row:
        return True
    if hits and query.aspect is not None and not query.content and not hits[0].evidence:
        return False
    return probability(query, hits) >= load_decision().threshold
