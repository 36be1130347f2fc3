"""Which characters of a message are a name: tagged by a linear chain, decoded by Viterbi's algorithm.

(J. Lafferty, A. McCallum, F. Pereira, Conditional Random Fields, 2001.)

A tag is that of a kind's first character, of its others, or of what is no name. Of each character count its
neighbours, their classes, the topics and places of the look-ups, and how common the pairs of characters are in what
people say without naming anybody: no ending of a name is listed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from understanding.heads.linear import Array
from understanding.values.lookups import Lookups
from understanding.values.names import KINDS, Kind, Name
from understanding.values.writing import normalise

OUTSIDE = "O"
TAGS = (OUTSIDE, *(f"{mark}-{kind}" for kind in KINDS for mark in "BI"))
NEVER = -1e9  # the score of a step that cannot be
# Neighbours of a character that are one feature, from the first to the last but one, 0 the character itself.
_WINDOWS = (
    *((at, at + 1) for at in range(-2, 3)),
    *((at, at + 2) for at in range(-2, 3)),
    *((at, at + 3) for at in range(-3, 2)),
    (-4, 0),
    (1, 5),
)
_MARGIN = 5
_WITHIN = "()·&-+."  # the signs that a name may hold
_LONGEST = 2000  # characters of a message that are read for names


@dataclass(frozen=True)
class Span:
    """A name from the character `start` to before `end`."""

    kind: Kind
    start: int
    end: int


class SpanTagger:
    """`weights`: `(f, k) float32` of the features of `index` for each of `TAGS`.

    `steps`: `(k + 1, k)` from a tag to the next, the last row from the beginning. `common`: how common pairs of
    characters are, 1 to 3.
    """

    def __init__(
        self, index: Mapping[str, int], common: Mapping[str, int], weights: Array, steps: Array
    ) -> None:
        self.index = dict(index)
        self.common = dict(common)
        self.weights = weights
        self.steps = steps

    def find(self, text: str, lookups: Lookups) -> list[Span]:
        """Return the names in the first 2,000 characters of a text, in order, without overlaps."""
        read = text[:_LONGEST]
        if not read.strip():
            return []
        rows = [
            [row for feature in found if (row := self.index.get(feature)) is not None]
            for found in features_of(read, lookups, self.common)
        ]
        scores = np.array([self.weights[each].sum(axis=0) for each in rows], dtype=np.float64)
        scores[[number for number, each in enumerate(read) if _is_sign(each)], 1:] = NEVER
        return spans_of([TAGS[tag] for tag in best_path(scores, self.steps + forbidden())])


def features_of(text: str, lookups: Lookups, common: Mapping[str, int]) -> list[list[str]]:
    """Return what counts of each character of a text."""
    plain = normalise(text)
    marks = ["-"] * len(plain)
    for term in lookups.find(plain):
        marks[term.start : term.end] = [term.entity] * (term.end - term.start)
        marks[term.start] = f"{term.entity}<"
    padded = f"{'^' * _MARGIN}{plain}{'$' * _MARGIN}"
    classes = "".join(map(_class_of, padded))
    marks = ["-"] * _MARGIN + marks + ["-"] * _MARGIN
    pairs = [common.get(padded[at : at + 2], 0) for at in range(len(padded))]
    return [
        [
            "",
            *(f"{a},{b}:{padded[at + a : at + b]}" for a, b in _WINDOWS),
            f"c:{classes[at - 2 : at + 3]}",
            f"m:{'|'.join(marks[at - 1 : at + 2])}",
            f"p:{pairs[at - 1 : at + 1]}",
            f"q:{pairs[at - 2 : at + 2]}",
            f"r:{pairs[at : at + 3]}",
            f"s:{pairs[at]}{padded[at]}",
        ]
        for at in range(_MARGIN, _MARGIN + len(plain))
    ]


def _is_sign(character: str) -> bool:
    plain = unicodedata.normalize("NFKC", character)
    return not (plain.isalnum() or plain.isspace() or plain in _WITHIN)


def _class_of(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "a" if character.isascii() else "h"
    return "_" if character.isspace() else character if character in "^$" else "."


def forbidden() -> Array:
    """Return `(k + 1, k)`: 0 where a tag may follow, `NEVER` where not: a name begins with its first character."""
    steps = np.zeros((len(TAGS) + 1, len(TAGS)))
    for column, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            before = [TAGS.index(f"B-{tag[2:]}"), column]
            steps[[row for row in range(len(TAGS) + 1) if row not in before], column] = NEVER
    return steps


def best_path(scores: Array, steps: Array) -> list[int]:
    """Return the tags of the best path through `scores` `(n, k)`."""
    total, back = scores[0] + steps[-1], []
    for row in scores[1:]:
        ways = total[:, None] + steps[:-1]
        back.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    path = [int(total.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def spans_of(tags: Sequence[str]) -> list[Span]:
    """Return the names that tags mark."""
    found: list[Span] = []
    for at, tag in enumerate(tags):
        kind = next((each for each in KINDS if tag.endswith(f"-{each}")), None)
        if tag.startswith("I-") and found:
            found[-1] = Span(found[-1].kind, found[-1].start, at + 1)
        elif kind is not None:
            found.append(Span(kind, at, at + 1))
    return found


def names_of(text: str, spans: Sequence[Span]) -> tuple[Name, ...]:
    """Return the names that spans mark in a text, half-width; half of a pair of surrogates is no character."""
    whole = "".join("�" if "\ud800" <= each <= "\udfff" else each for each in text)
    named = (
        (span.kind, unicodedata.normalize("NFKC", whole[span.start : span.end]).strip()) for span in spans
    )
    return tuple(dict.fromkeys(Name(kind, name) for kind, name in named if name))
