"""BM25 over character uni- and bigrams.

A query's grams are added up rarest first. In a large index the commonest ones (in hundreds of thousands of passages)
only count for passages that the others have found: what all passages say tells none of them apart.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.postings import (
    Postings,
    PostingsBuilder,
    in_folder,
    in_memory,
    load_postings,
    save_postings,
)
from index.text.grams import grams

_FOLDER = "lexical"
_MOST = 1_500_000  # postings that are added up for a query; an index of 30,000 passages never has so many
_TRIED = 8  # times as many passages as are wanted, to know a score that so many reach
_BEYOND = 600  # passages that the common grams are looked up for

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Allowed = NDArray[np.bool_]


class Lexical:
    """Finds passages by the grams they share with a query. Made by `build_lexical` or `load_lexical`."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return self._postings.size

    def knows(self, gram: str) -> bool:
        """Whether some passage has this gram."""
        return gram in self._postings.vocabulary

    def document_frequency(self, gram: str) -> int:
        """How many passages have this gram (one of `index.text.grams.grams`); 0: none."""
        number = self._postings.vocabulary.get(gram)
        return 0 if number is None else int(self._postings.starts[number + 1] - self._postings.starts[number])

    def having(self, gram: str) -> NDArray[np.int32]:
        """The passages that have this gram, ascending."""
        number = self._postings.vocabulary.get(gram)
        if number is None:
            return np.empty(0, dtype=np.int32)
        return self._postings.numbers[self._postings.starts[number] : self._postings.starts[number + 1]]

    @cached_property
    def characters(self) -> frozenset[str]:
        """The Chinese characters that passages use."""
        return frozenset(gram for gram in self._postings.vocabulary if len(gram) == 1 and gram >= "\u3400")

    def score(self, text: str, names: str = "", name_weight: float = 0.0) -> "Scored":
        """BM25 of canonical `text`, and of `names` by their weight, for every passage."""
        counts: Counter[str] = Counter(grams(text))
        wanted: dict[str, float] = {gram: float(count) for gram, count in counts.items()}
        for gram in grams(names) if name_weight else ():
            wanted[gram] = wanted.get(gram, 0.0) + name_weight
        return Scored(self._postings, wanted)

    def most(self, text: str) -> float:
        """About what BM25 gives a passage that says all of canonical `text`: the sum of the grams' rarities."""
        return sum(
            math.log(1 + self.size / having)
            for gram in set(grams(text))
            if (having := self.document_frequency(gram))
        )

    def scores(self, text: str) -> Floats:
        """BM25 of canonical `text` against each passage: `(n,) float32`, 0 where no gram is shared."""
        return Scored(self._postings, Counter(grams(text)), most=None).total

    def save(self, folder: Path) -> None:
        """Write the index below `folder`."""
        save_postings(self._postings, folder / _FOLDER)


class Scored:
    """One query's scores.

    `total`: `(n,) float32`, without the grams that are too common to add up. `mean` and `spread` (standard
    deviation) are those of all passages' whole scores, the common grams taken as independent.
    """

    def __init__(self, postings: Postings, wanted: Mapping[str, float], most: int | None = _MOST) -> None:
        self._postings = postings
        known = [
            (n, weight) for gram, weight in wanted.items() if (n := postings.vocabulary.get(gram)) is not None
        ]
        known.sort(key=lambda item: int(postings.starts[item[0] + 1] - postings.starts[item[0]]))
        self.total: Floats = np.zeros(postings.size, dtype=np.float32)
        self._common: list[tuple[NDArray[np.int32], Floats]] = []
        self._rarest: list[NDArray[np.int32]] = []
        added, mean, variance = 0, 0.0, 0.0
        for number, weight in known:
            numbers, weights = self._of(number, weight)
            added += len(numbers)
            if most is not None and added > most and self._rarest:
                self._common.append((numbers, weights))
                own = weight * float(postings.sums[number]) / postings.size
                mean += own
                variance += weight**2 * float(postings.squares[number]) / postings.size - own**2
                continue
            np.add.at(self.total, numbers, weights)
            self._rarest.append(numbers)
        if postings.size:
            partial = float(self.total.sum()) / postings.size
            square = float(np.dot(self.total, self.total)) / postings.size
            self.mean = partial + mean
            self.spread = float(np.sqrt(max(0.0, square - partial**2) + max(0.0, variance)))
        else:
            self.mean = self.spread = 0.0

    def top(self, k: int, allowed: Allowed | None = None) -> Numbers:
        """The best `k` of the allowed passages that share a gram with the query, best first."""
        wide = max(k, _BEYOND) if self._common else k
        found = np.flatnonzero(self.total >= max(self._least(wide, allowed), np.float32(1e-9)))
        if allowed is not None:
            found = found[allowed[found]]
        found = found[best(self.total[found], wide)]
        if self._common:
            found.sort()
            found = found[best(self.at(found), k)]
        return found

    def at(self, numbers: Numbers) -> Floats:
        """The whole scores of some passages."""
        scores = self.total[numbers]
        wanted = numbers.astype(np.int32)
        for having, weights in self._common:
            places = np.minimum(np.searchsorted(having, wanted), len(having) - 1)
            scores += np.where(having[places] == wanted, weights[places], np.float32(0))
        return scores

    def _of(self, number: int, weight: float) -> tuple[NDArray[np.int32], Floats]:
        start, end = int(self._postings.starts[number]), int(self._postings.starts[number + 1])
        weights = self._postings.weights[start:end]
        return self._postings.numbers[start:end], weights if weight == 1 else weights * np.float32(weight)

    def _least(self, k: int, allowed: Allowed | None) -> np.float32:
        """A score that `k` allowed passages reach at least: the k-th best of some that have the rarest grams."""
        some, seen = [np.empty(0, dtype=np.int32)], 0
        for numbers in self._rarest:
            some.append(numbers[: _TRIED * k])
            seen += len(some[-1])
            if seen >= _TRIED * k:
                break
        tried = np.unique(np.concatenate(some))
        among = self.total[tried if allowed is None else tried[allowed[tried]]]
        return np.partition(among, len(among) - k)[len(among) - k] if len(among) > k else np.float32(0)


def best(scores: Floats, k: int) -> Numbers:
    """Positions of the `k` highest scores, highest first; the earlier of two that are equal."""
    k = min(k, scores.size)
    if k == 0:
        return np.empty(0, dtype=np.int64)
    least = np.partition(scores, scores.size - k)[scores.size - k]
    found = np.flatnonzero(scores >= least)
    return found[np.argsort(-scores[found], kind="stable")][:k]


def build_lexical(texts: Sequence[str], folder: Path | None = None) -> Lexical:
    """Index canonical `texts`, one a passage, in order; with its arrays in files below `folder` when it is given."""
    builder = PostingsBuilder()
    builder.add(texts)
    return finish_lexical(builder, folder)


def finish_lexical(builder: PostingsBuilder, folder: Path | None = None) -> Lexical:
    """The index of all texts that a builder was given."""
    lexical = Lexical(builder.finish(in_folder(folder / _FOLDER) if folder else in_memory))
    if folder:
        lexical.save(folder)
    return lexical


def load_lexical(folder: Path, size: int) -> Lexical:
    """Map what `Lexical.save` wrote for `size` passages. Raises IndexMissing when another format was written."""
    return Lexical(load_postings(folder / _FOLDER, size))
