"""Weighted n-grams of an utterance: of its characters, and of its shape with every term replaced by its kind."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from understanding.values.codes import find_codes
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

_UNIT = re.compile(r"‹\w+›|[a-z]+|\d+|[^\sa-z\d]")
_LATIN = re.compile(r"[a-z]{3,}\Z")


def features(text: str, lookups: Lookups, longest: int = 2) -> list[str]:
    """Return the n-grams (1 to `longest` units) of `text`, with repetitions.

    Units are characters, Latin words and numbers; a code counts as its kind (‹uscc›) whatever its digits. Words
    in Latin letters also give their three-letter pieces, so that unknown pinyin resembles known. The same n-grams
    are taken of the text with topics and regions replaced by their kind, marked as such and with its ends.
    """
    normal = normalise(text)
    codes = [(code.start, code.end, code.entity) for code in find_codes(normal)]
    plain = _UNIT.findall(_replace(normal, codes))
    terms = [(term.start, term.end, term.entity) for term in lookups.find(normal)]
    apart = [term for term in terms if not any(term[0] < code[1] and code[0] < term[1] for code in codes)]
    shape = ["^", *_UNIT.findall(_replace(normal, sorted([*codes, *apart]))), "$"]
    return [
        *_n_grams(plain, longest, "c:"),
        *_n_grams(shape, longest, "s:"),
        *(piece for unit in plain if _LATIN.match(unit) for piece in _pieces(unit)),
    ]


def _replace(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    parts, position = [], 0
    for start, end, kind in spans:
        parts += [text[position:start], f"‹{kind}›"]
        position = end
    return "".join([*parts, text[position:]])


def _n_grams(units: Sequence[str], longest: int, mark: str) -> list[str]:
    sizes = range(1, longest + 1)
    return [mark + " ".join(units[i : i + n]) for n in sizes for i in range(len(units) - n + 1)]


def _pieces(word: str) -> list[str]:
    bounded = f"<{word}>"
    return ["p:" + bounded[i : i + 3] for i in range(len(bounded) - 2)]


class Weights:
    """Inverse document frequencies of known features; unknown ones only make the known ones weigh less."""

    def __init__(self, idf: Mapping[str, float], unknown_idf: float, unknown_weight: float) -> None:
        self.idf = dict(idf)
        self.unknown_idf = unknown_idf
        self.unknown_weight = unknown_weight
        self.index: dict[str, int] = {feature: number for number, feature in enumerate(self.idf)}

    @classmethod
    def learn(cls, utterances: Iterable[Sequence[str]], unknown_weight: float) -> Weights:
        """Count in how many utterances (lists of features) each feature occurs."""
        frequency: Counter[str] = Counter()
        total = 0
        for utterance in utterances:
            frequency.update(set(utterance))
            total += 1
        idf = {
            feature: math.log((1 + total) / (1 + count)) + 1 for feature, count in sorted(frequency.items())
        }
        return cls(idf, math.log((1 + total) / 2) + 1, unknown_weight)

    def weigh(self, utterance: Sequence[str]) -> tuple[list[int], list[float]]:
        """Return indices and weights of the known features of one utterance.

        Their length is 1 when all features are known, less the more are not, 0 when none is: what the
        classifier has never seen it cannot be sure of.
        """
        indices: list[int] = []
        values: list[float] = []
        unknown = 0.0
        for feature, count in Counter(utterance).items():
            index = self.index.get(feature)
            frequency = 1 + math.log(count)
            if index is None:
                unknown += (frequency * self.unknown_idf) ** 2
            else:
                indices.append(index)
                values.append(frequency * self.idf[feature])
        length = math.sqrt(sum(value * value for value in values) + self.unknown_weight * unknown) or 1.0
        return indices, [value / length for value in values]
