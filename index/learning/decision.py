"""Fit the decision to answer, and choose its operating point.

Examples are questions with the best passage found for them. It answers when it is of a right guide. It does not when
the question has no answer in the documents, and when the guides that do answer were taken out of the search: such a
question is then one on the documents' own topics that nothing answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.answering.answerer import Answerer
from index.answering.decide import Decision, features
from index.evaluation.questions import Question
from index.learning.collections import TAKEN_OUT
from index.learning.variants import in_regions, without_topics
from index.search.reranker import Hit
from index.text.grams import bigrams
from index.text.normalise import canonical
from index.version.snapshot import Snapshot

Floats = NDArray[np.float64]
_FOLDS = 8
_HITS = 12  # as many as an answer is chosen from
_ALIKE = 0.35  # a passage that says so much of a right one answers too
_RIGHT = "right"
_RIDGE = 0.1  # scikit-learn's C, of standardised features
# What an example of each kind weighs against one that is right; the kinds of which there are many weigh less.
_WEIGHT = {TAKEN_OUT: 0.3, "unanswerable": 1.0, "out_of_scope": 0.7}


@dataclass(frozen=True)
class Example:
    """`kind` is "right", "taken out", or the kind of a question without answer; examples of a `group` stay together;
    `small` ones were asked of a small collection."""

    question: str
    kind: str
    group: str
    values: dict[str, float]
    small: bool = False


@dataclass(frozen=True)
class Point:
    """At `threshold`: the share of right answers withheld, and of questions without answer that are answered."""

    threshold: float
    wrongly_declined: float
    wrongly_answered: float


def gather(
    snapshot: Snapshot,
    questions: Sequence[Question],
    collections: Sequence[tuple[Snapshot, Sequence[Question]]] = (),
) -> list[Example]:
    """The examples that the questions make of the documents, and others of small collections by questions of their own.

    Questions about places without documents are decided otherwise.
    """
    found = [
        example
        for variant in (snapshot, without_topics(snapshot))
        for example in _gather(Answerer(variant), variant, questions)
    ]
    found += _gather(Answerer(snapshot), snapshot, in_regions(snapshot, questions))
    for small, asked in collections:
        found += [replace(example, small=True) for example in _gather(Answerer(small), small, asked)]
    return found


def _gather(answerer: Answerer, snapshot: Snapshot, questions: Sequence[Question]) -> list[Example]:
    examples: list[Example] = []
    for question in questions:
        query, hits = answerer.find(question.question, region=question.region, on=question.on)
        if not hits or not query.held or hits[0].names_row:
            continue
        values = features(query, hits)
        if not question.guides:
            examples.append(Example(question.question, question.kind, question.id, values))
            continue
        group = question.guides[0]
        if _guide(snapshot, hits[0]) in question.guides:
            examples.append(Example(question.question, _RIGHT, group, values))
        others = _without(answerer, snapshot, question)
        if others:
            found = features(query, others)
            examples.append(Example(question.question, TAKEN_OUT, group, found))
    return examples


def _without(answerer: Answerer, snapshot: Snapshot, question: Question) -> list[Hit]:
    """The best hits when the right guides are taken out; none when the best says the same as a right passage."""
    _, hits = answerer.find(question.question, region=question.region, on=question.on, k=60)
    right = [hit for hit in hits if _guide(snapshot, hit) in question.guides]
    others = [hit for hit in hits if _guide(snapshot, hit) not in question.guides]
    if not others or not right:
        return []
    said = set(bigrams(canonical(others[0].passage.text)))
    same = max(len(said & set(bigrams(canonical(hit.passage.text)))) / max(1, len(said)) for hit in right[:5])
    return [] if same > _ALIKE else others[:_HITS]


def _guide(snapshot: Snapshot, hit: Hit) -> str | None:
    return snapshot.documents[hit.passage.document].metadata.id


def fit(examples: Sequence[Example], threshold: float = 0.5) -> Decision:
    """The logistic regression, its weights those of features as they are."""
    bias, weights = _fit(examples)
    named = {name: round(float(w), 4) for name, w in zip(examples[0].values, weights, strict=True)}
    return Decision(round(bias, 3), named, threshold)


def _fit(examples: Sequence[Example]) -> tuple[float, Floats]:
    from sklearn.linear_model import LogisticRegression

    x = np.array([list(example.values.values()) for example in examples])
    y = np.array([example.kind == _RIGHT for example in examples])
    weight = np.array([_WEIGHT.get(example.kind, 1.0) for example in examples])
    weight[~y] *= weight[y].sum() / weight[~y].sum()
    scale = np.where(x.std(axis=0) > 1e-6, x.std(axis=0), np.inf)
    model = LogisticRegression(C=_RIDGE, max_iter=2000).fit(x / scale, y, sample_weight=weight)
    return float(model.intercept_[0]), model.coef_[0] / scale


def cross_validated(examples: Sequence[Example]) -> Floats:
    """`(n,)`: the probability of each example from a model that saw nothing of its group."""
    from sklearn.model_selection import GroupKFold

    x = np.array([list(example.values.values()) for example in examples])
    found = np.zeros(len(examples))
    groups = [example.group for example in examples]
    for train, test in GroupKFold(_FOLDS).split(x, groups=groups):
        bias, weights = _fit([examples[i] for i in train])
        found[test] = 1 / (1 + np.exp(-(x[test] @ weights + bias)))
    return found


def curve(examples: Sequence[Example], probabilities: Floats) -> list[Point]:
    """What each threshold costs; questions whose right guides were taken out, and small collections, do not count."""
    right = np.array([example.kind == _RIGHT and not example.small for example in examples])
    wrong = np.array([example.kind not in (_RIGHT, TAKEN_OUT) and not example.small for example in examples])
    return [
        Point(
            round(float(threshold), 2),
            round(float((probabilities[right] < threshold).mean()), 4),
            round(float((probabilities[wrong] >= threshold).mean()), 4),
        )
        for threshold in np.arange(0.05, 0.96, 0.05)
    ]
