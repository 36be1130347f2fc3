"""Fit the weights of ranking: of a question's candidates, those of a guide that answers it come first.

The loss is listwise: minus the log of the share that right candidates have of the softmax over all candidates, once
for the guide and once for the passage or section. Every question is asked of three variants of the documents,
so that the weights also rank documents that nobody prepared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.answering.answerer import Answerer
from index.evaluation.questions import Question
from index.learning.variants import in_regions, without_terms, without_topics
from index.model.passage import Passage
from index.search.reranker import FEATURES
from index.version.snapshot import Snapshot

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_CANDIDATES = 60
_RIDGE = 0.003
_SECTION = 1.0  # what the right passage counts against the right guide
_QUESTION = FEATURES.index("question")


@dataclass(frozen=True)
class Group:
    """One question's candidates: `features` `(n, f)`, `guide` and `section` `(n,) bool` which of them are right."""

    guide_id: str
    features: Floats
    guide: Flags
    section: Flags


def gather(
    snapshot: Snapshot,
    questions: Sequence[Question],
    collections: Sequence[tuple[Snapshot, Sequence[Question]]] = (),
) -> list[Group]:
    """The candidates of each question that some guide answers, in each of the variants and in small collections."""
    asked = [
        (variant, questions) for variant in (snapshot, without_terms(snapshot), without_topics(snapshot))
    ]
    asked.append((snapshot, in_regions(snapshot, questions)))
    groups: list[Group] = []
    for held, some in [*asked, *collections]:
        answerer = Answerer(held)
        found = (_group(answerer, held, question) for question in some if question.guides)
        groups += [group for group in found if group is not None]
    return groups


def _group(answerer: Answerer, snapshot: Snapshot, question: Question) -> Group | None:
    _, hits = answerer.find(question.question, region=question.region, on=question.on, k=_CANDIDATES)
    if not hits:
        return None
    guide = np.array(
        [snapshot.documents[hit.passage.document].metadata.id in question.guides for hit in hits],
        dtype=np.bool_,
    )
    inside = np.array([_answers(question, hit.passage) for hit in hits], dtype=np.bool_)
    if not guide.any():
        return None
    features = np.array([hit.features for hit in hits], dtype=np.float64)
    return Group(question.guides[0], features, guide, guide & inside)


def _answers(question: Question, passage: Passage) -> bool:
    """Whether a passage holds what a right answer must contain; where that is not told, whether its section does."""
    if question.key:
        text = "".join(passage.text.split())
        return all("".join(key.split()) in text for key in question.key)
    return question.section in passage.headings


def fit(groups: Sequence[Group]) -> dict[str, float]:
    """A weight for each of FEATURES."""
    from scipy.optimize import minimize

    spread = np.concatenate([group.features for group in groups]).std(axis=0)
    scale = np.where(spread > 1e-6, spread, np.inf)  # what never varies has no weight
    scaled = [replace(group, features=group.features / scale) for group in groups]

    def loss(weights: Floats) -> tuple[float, Floats]:
        parts = [_loss(weights, group) for group in scaled]
        total = sum(part[0] for part in parts) / len(parts) + _RIDGE * float(weights @ weights)
        gradient = sum((part[1] for part in parts), np.zeros_like(weights)) / len(parts)
        return total, gradient + 2 * _RIDGE * weights

    start = np.zeros(len(FEATURES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(w), 4) for name, w in zip(FEATURES, found / scale, strict=True)}


def _loss(weights: Floats, group: Group) -> tuple[float, Floats]:
    scores = group.features @ weights
    shares = np.exp(scores - scores.max())
    everyone = np.ones(len(shares), dtype=np.bool_)
    total, gradient = _term(group, shares, group.guide, everyone)
    if group.section.any():
        # A guide's own question and answer (常见问题) is as right as its section.
        asked = group.guide & (group.features[:, _QUESTION] > 0) & ~group.section
        more, slope = _term(group, shares, group.section, ~asked)
        total, gradient = total + _SECTION * more, gradient + _SECTION * slope
    return total, gradient


def _term(group: Group, shares: Floats, right: Flags, counted: Flags) -> tuple[float, Floats]:
    of_all = np.where(counted, shares, 0)
    of_all = of_all / of_all.sum()
    chance = float(of_all[right].sum()) + 1e-9
    gradient: Floats = group.features.T @ (of_all - np.where(right, of_all / chance, 0))
    return -float(np.log(chance)), gradient


def section_rate(groups: Sequence[Group], weights: dict[str, float]) -> float:
    """The share of the groups with a right passage among the candidates whose first candidate is one."""
    w = np.array([weights[name] for name in FEATURES])
    told = [group for group in groups if group.section.any()]
    return float(np.mean([group.section[int(np.argmax(group.features @ w))] for group in told]))


def hit_rate(groups: Sequence[Group], weights: dict[str, float]) -> float:
    """The share of the groups whose first candidate is of a right guide."""
    w = np.array([weights[name] for name in FEATURES])
    return float(np.mean([group.guide[int(np.argmax(group.features @ w))] for group in groups]))
