"""Learning the tagger of names from examples. Needs scipy; nothing that answers imports this.

Of each text it is known which tags each of its characters may have: one where its names are marked, several where it
is only known to name no organisation. What is made likely is that the path through the text is one of those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from understanding.heads.linear import Array
from understanding.heads.spans import OUTSIDE, TAGS, Span, SpanTagger, features_of, forbidden
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

_SELDOM = 3  # features of fewer characters are left out
_TOGETHER = 256  # texts of like length that are gone through at once
_COMMON = (3, 10, 40)  # texts
_AT_FIRST = 1.0  # of the squares of the slopes, so that the first step is none too long


@dataclass(frozen=True)
class TaggedText:
    """A text with its names. `is_whole`: it names nothing else; else it names no organisation, but perhaps a place."""

    text: str
    spans: Sequence[Span]
    is_whole: bool = True


@dataclass(frozen=True)
class _Group:
    """Texts of like length: the features of their characters one after the other, which tags these may have
    `(n, t, k)`, `at` `(n, t)` which character stands where, and `is_there` whether one does.
    """

    matrix: Any
    allowed: Array
    at: Array
    is_there: Array


@dataclass
class _Moving:
    """Numbers that go down their slope, by shorter steps the steeper it was (J. Duchi and others, AdaGrad, 2011)."""

    at: Array
    gone: Array
    total: Array
    counted: int = 0

    @classmethod
    def of(cls, shape: tuple[int, ...]) -> _Moving:
        """Return zeros."""
        zeros = np.zeros(shape, dtype=np.float32)
        return cls(zeros, zeros + np.float32(_AT_FIRST), zeros.copy())

    def step(self, slope: Array, rate: float, *, is_counted: bool) -> None:
        """Go down; where the numbers stand then counts for the mean."""
        self.gone += slope**2
        self.at -= rate * slope / np.sqrt(self.gone)
        if is_counted:
            self.total += self.at
            self.counted += 1

    def mean(self) -> Array:
        """Return the mean of the later steps, which wanders less than the last."""
        return self.total / np.float32(max(self.counted, 1))


def fit_spans(
    examples: Sequence[TaggedText],
    lookups: Lookups,
    *,
    common: Mapping[str, int],
    rounds: int = 6,
    rate: float = 0.3,
) -> SpanTagger:
    """Return the tagger that makes the examples' names likely, a group of texts after the other."""
    known = [example for example in examples if example.text]
    index, found = _number(features_of(example.text, lookups, common) for example in known)
    groups = [
        _group([found[number] for number in together], [known[number] for number in together], len(index))
        for together in _together([len(text) for text in found])
    ]
    weights, steps = _Moving.of((len(index), len(TAGS))), _Moving.of(forbidden().shape)
    chance = np.random.default_rng(7)
    for number in range(rounds):
        for group in chance.permutation(len(groups)):
            slopes = _slopes(groups[group], weights.at, steps.at + forbidden())
            for moving, slope in zip((weights, steps), slopes, strict=False):
                moving.step(slope, rate, is_counted=number >= rounds // 2)
    return SpanTagger(index, common, weights.mean(), steps.mean())


def count_pairs(texts: Iterable[str]) -> dict[str, int]:
    """Return how common each pair of characters is in texts: 1 from three of them on, 2 from ten, 3 from forty."""
    counts: Counter[str] = Counter()
    for plain in map(normalise, texts):
        counts.update({plain[at : at + 2] for at in range(len(plain) - 1)})
    return {pair: sum(n >= least for least in _COMMON) for pair, n in counts.items() if n >= _COMMON[0]}


def _slopes(group: _Group, weights: Array, steps: Array) -> tuple[Array, Array]:
    """Return how the texts' unlikelihood, a text, changes with the weights and the steps."""
    scores = (group.matrix @ weights)[group.at]
    free = _expect(scores, steps, group.is_there)
    may = _expect(np.where(group.allowed, scores, -np.inf), steps, group.is_there)
    change = np.zeros((group.matrix.shape[0], len(TAGS)), dtype=np.float32)
    change[group.at[group.is_there]] = (free[0] - may[0])[group.is_there]
    return group.matrix.T @ change, free[1] - may[1]


def _number(texts: Iterable[Sequence[Sequence[str]]]) -> tuple[dict[str, int], list[list[list[int]]]]:
    """Return the features that are not seldom with their numbers, and those numbers of each character of each text."""
    seen: dict[str, int] = {}
    found = [[[seen.setdefault(feature, len(seen)) for feature in each] for each in text] for text in texts]
    counts = Counter(number for text in found for each in text for number in each)
    names = list(seen)
    kept = {number: names[number] for number in seen.values() if counts[number] >= _SELDOM}
    index = {name: row for row, name in enumerate(sorted(kept.values()))}
    rows = {number: index[name] for number, name in kept.items()}
    return index, [[[rows[number] for number in each if number in rows] for each in text] for text in found]


def _matrix(rows: Sequence[Sequence[int]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.fromiter((each for row in rows for each in row), dtype=np.int64, count=int(ends[-1]))
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), width))


def _allowed(example: TaggedText) -> Array:
    """Return `(n, k) bool`: which tags each character may have."""
    allowed = np.zeros((len(example.text), len(TAGS)), dtype=bool)
    others = [OUTSIDE] if example.is_whole else [OUTSIDE, "B-place", "I-place"]
    allowed[:, [TAGS.index(tag) for tag in others]] = True
    for span in example.spans:
        allowed[span.start : span.end] = False
        allowed[span.start, TAGS.index(f"B-{span.kind}")] = True
        allowed[span.start + 1 : span.end, TAGS.index(f"I-{span.kind}")] = True
    return allowed


def _together(lengths: Sequence[int]) -> list[list[int]]:
    """Return the texts in groups of like length."""
    order = sorted(range(len(lengths)), key=lambda number: lengths[number])
    return [order[first : first + _TOGETHER] for first in range(0, len(order), _TOGETHER)]


def _group(found: Sequence[Sequence[Sequence[int]]], texts: Sequence[TaggedText], width: int) -> _Group:
    lengths = np.array([len(text) for text in found])
    starts, longest = np.cumsum([0, *lengths[:-1]]), np.arange(lengths.max())
    is_there = longest[None] < lengths[:, None]
    at = np.where(is_there, starts[:, None] + longest[None], 0)
    allowed = np.concatenate([_allowed(text) for text in texts])[at]
    return _Group(_matrix([each for text in found for each in text], width), allowed, at, is_there)


def _expect(scores: Array, steps: Array, is_there: Array) -> tuple[Array, Array]:
    """Return how likely each tag is `(n, t, k)`, and how often each step is taken `(k + 1, k)`.

    Forwards and backwards through texts of scores `(n, t, k)`, each place scaled to one.
    """
    odds, ways = np.exp(scores - scores.max(axis=2, keepdims=True)), np.exp(steps)
    n, length, _ = scores.shape
    forth, scale = np.zeros_like(odds), np.ones((n, length, 1))
    for t in range(length):
        reached = odds[:, t] * (forth[:, t - 1] @ ways[:-1] if t else ways[-1])
        scale[:, t] = reached.sum(axis=1, keepdims=True)
        forth[:, t] = reached / scale[:, t]
        gone = ~is_there[:, t]
        forth[gone, t], scale[gone, t] = forth[gone, t - 1], 1.0
    back, taken = np.ones_like(odds), np.zeros_like(steps)
    for t in range(length - 1, 0, -1):
        ahead = odds[:, t] * back[:, t] / scale[:, t]
        ahead[~is_there[:, t]] = 0.0
        taken[:-1] += ways[:-1] * (forth[:, t - 1].T @ ahead)
        back[:, t - 1] = np.where(is_there[:, t, None], ahead @ ways[:-1].T, 1.0)
    likely = forth * back
    taken[-1] = likely[:, 0].sum(axis=0)
    return likely, taken
