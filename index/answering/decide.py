"""Whether the best passage answers the question: a calibrated probability from features of the best hits.

A logistic regression; decision.json beside it holds its weights and its operating point, which `index.learning` fits
and chooses on questions of the project's own.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.lexicon.asking import asks_in
from index.question.query import Query
from index.search.reranker import FEATURES, Hit
from index.text.normalise import canonical

FILE = Path(__file__).with_name("decision.json")
_NEAREST, _CLOSE = 3, 5
_FAR = 3.0  # what a lone document is ahead
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百]+(?:个|年|日|天|月|万|元|名|人|次|项|件|成|倍)|不限|随时|全年|常年|免费|当[场日]"
)
_WORDY = re.compile(r"[\u3400-\u9fff].*[\u3400-\u9fff]|[a-z]{2}[^<>();]*[\u3400-\u9fff]")
_LACKING = ("evidence", "told", "told_near")  # features of the best hit that say it is of the kind asked for


@dataclass(frozen=True)
class Decision:
    """Weights of a logistic regression over what `features` gives, and the probability from which on it answers."""

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, found: dict[str, float]) -> float:
        """The probability that the best hit answers."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@lru_cache(maxsize=1)
def load_decision() -> Decision:
    """What decision.json holds."""
    held = json.loads(FILE.read_text("utf-8"))
    return Decision(float(held["bias"]), dict(held["weights"]), float(held["threshold"]))


def features(query: Query, hits: Sequence[Hit]) -> dict[str, float]:
    """What the decision looks at (there is one hit at least).

    The best hit's features of ranking; "near" ones are the highest of the best three: `coverage` of the question,
    `subject` and `letters` of its own subject words, `cosine` and `words`; `unseen`, the share of the subject that no
    passage has; `lexical`, BM25 as a share of what the question could have; `no_number`, that it asks for one and the
    best passage has none; how far the best is ahead of the next document (`margin`) and of the last hit (`spread`),
    and what share of the best five is of its document; and what kind of question it is.
    """
    best, near, close = hits[0], hits[:_NEAREST], hits[:_CLOSE]
    document = best.passage.document
    second = next((hit.score for hit in hits if hit.passage.document != document), best.score - _FAR)
    counted = asks_in("counted", query.text)
    return {
        **{f"best_{name}": value for name, value in zip(FEATURES, best.features, strict=True)},
        "coverage": best.coverage,
        "subject": max(hit.subject for hit in near),
        "letters": max(hit.letters for hit in near),
        "cosine": max(0.0, *[hit.cosine for hit in near]),
        "words": max(hit.words for hit in near),
        "unseen": best.unseen,
        "lexical": best.lexical / query.weight if query.weight else 0.0,
        "no_number": float(counted and _NUMBER.search(best.passage.text) is None),
        "margin": min(_FAR, best.score - second),
        "spread": best.score - hits[-1].score,
        "same_document": sum(hit.passage.document == document for hit in close) / len(close),
        "topic": float(query.topic is not None),
        "specific": float(bool(query.specific)),
        "aspect": float(query.aspect is not None),
        "elsewhere": float(query.elsewhere is not None and query.topic is None),
        "length": min(1.0, len(query.text) / 30),
        "word_count": min(1.0, len(query.words) / 8),
    }


def probability(query: Query, hits: Sequence[Hit]) -> float:
    """The probability that the best hit answers the question; 0 without hits."""
    return load_decision().probability(features(query, hits)) if hits else 0.0


def is_likely(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether the best hit is about what is asked, whatever of it."""
    decision = load_decision()
    asked = features(query, hits) | {"no_number": 0.0} | {f"best_{name}": 1.0 for name in _LACKING}
    return decision.probability(asked) >= decision.threshold


def is_near(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether the best hit, though it may not answer, is likely enough to be worth a look."""
    return probability(query, hits) >= load_decision().threshold / 2


def answers(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether to answer with the best hit.

    Always with a row that is asked for by name, and with a section of a topic's guide that is asked for and nothing
    else (高企材料). Never to a message without two Chinese characters (a, 1=1); with a passage that says nothing of the
    one thing that is asked of a topic (高企税率多少); where no passage found says anything of a subject that is no
    topic (小蓝本要什么材料). Else by probability.
    """
    if not hits:
        return False
    plainly = query.topic is not None and query.aspect is not None and not query.content
    if hits[0].names_row or (plainly and hits[0].topic_matches and hits[0].aspect_matches):
        return True
    if not _WORDY.search(query.text) and query.topic is None:
        return False
    if query.topic is None and query.content and not any(_says(query, hit) for hit in hits[:_NEAREST]):
        return False
    if query.aspect is not None and not query.content and not hits[0].evidence:
        return False
    return probability(query, hits) >= load_decision().threshold


def _says(query: Query, hit: Hit) -> bool:
    """Whether a passage or what stands above it says something of the question's own subject, in any form."""
    if hit.subject > 0:
        return True
    text = canonical(f"{hit.passage.context} {hit.passage.text}")
    return any(word.stands_in(text) for word in query.words if word.text in query.content)
