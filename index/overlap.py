"""Where the grams of a query stand in some texts, counted with numpy: nothing is kept between two queries.

A character is its code point (those above U+FFFF count as one unknown), a bigram two of them in one 64-bit number, a
trigram three. Punctuation and blanks are no part of a gram.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]
_LIMIT = 0x10000
_ENDS = "。；！？;!?\n"


@dataclass(frozen=True)
class Grams:
    """The distinct grams of a query, sorted by code, each with what it weighs.

    `size` is the number of characters of each gram, 1 to 3.
    """

    codes: Codes
    size: NDArray[np.int64]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """How often each gram stands in each of n texts, and in each of their sentences.

    `counts`: `(n, g) float32`. `lengths`: `(n,) float32` characters. `sentences`: `(s, g) bool`, whether the gram
    stands in the sentence; `owners`: `(s,)` the text of each sentence, ascending. `runs`: `(n,) float32`, characters
    of the longest piece of a text whose bigrams are all the query's.
    """

    counts: Floats
    lengths: Floats
    sentences: NDArray[np.bool_]
    owners: NDArray[np.int64]
    runs: Floats


def grams_of(query: str) -> Grams:
    """Uni-, bi- and trigrams of canonical `query`."""
    codes = _characters(query)
    found: dict[int, tuple[int, str]] = {}
    for size in (1, 2, 3):
        for start, code in enumerate(_joined(codes, size)):
            if code:
                found.setdefault(int(code), (size, query[start : start + size]))
    ordered = sorted(found.items())
    return Grams(
        np.array([code for code, _ in ordered], dtype=np.int64),
        np.array([size for _, (size, _) in ordered], dtype=np.int64),
        tuple(text for _, (_, text) in ordered),
    )


def count(grams: Grams, texts: Sequence[str]) -> Counts:
    """Count the query's grams in canonical `texts`."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    codes = _characters("\n".join(texts))
    owner = np.repeat(np.arange(len(texts)), lengths + 1)[: len(codes)]
    sentence, owners = _sentences(codes, owner)
    width = len(grams.codes)
    counts = np.zeros(len(texts) * width, dtype=np.float32)
    present = np.zeros(len(owners) * width, dtype=np.bool_)
    runs = np.zeros(len(texts), dtype=np.float32)
    for size in (1, 2, 3):
        wanted = np.flatnonzero(grams.size == size)
        places, which = _find(_joined(codes, size), grams.codes[wanted])
        column = wanted[which]
        counts += np.bincount(owner[places] * width + column, minlength=len(counts)).astype(np.float32)
        present[sentence[places] * width + column] = True
        if size == 2:
            runs = _longest(places, owner, len(texts))
    return Counts(
        counts.reshape(len(texts), width),
        lengths.astype(np.float32),
        present.reshape(len(owners), width),
        owners,
        runs,
    )


def best_of_texts(values: Floats, owners: NDArray[np.int64], size: int) -> Floats:
    """The highest of the values `(s,)` of each text's sentences: `(size,)`, 0 for a text without sentences."""
    best = np.zeros(size, dtype=np.float32)
    if len(values):
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        best[owners[starts]] = np.maximum.reduceat(values, starts)
    return best


@lru_cache(maxsize=1)
def _letters() -> NDArray[np.bool_]:
    """For each code point below the limit whether it may stand in a gram."""
    return np.array([chr(code).isalnum() for code in range(_LIMIT)], dtype=np.bool_)


def _characters(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    return np.minimum(codes, _LIMIT - 1)


def _joined(codes: Codes, size: int) -> Codes:
    """The gram of `size` characters that begins at each place, 0 where none does."""
    if len(codes) < size:
        return np.zeros(0, dtype=np.int64)
    last = len(codes) - size + 1
    letters = _letters()[codes]
    joined, valid = codes[:last], letters[:last]
    for offset in range(1, size):
        joined = joined << 16 | codes[offset : last + offset]
        valid = valid & letters[offset : last + offset]
    return np.where(valid, joined, 0)


def _find(codes: Codes, wanted: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places where one of the sorted `wanted` codes stands, and which one."""
    if not len(wanted) or not len(codes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    which = np.minimum(np.searchsorted(wanted, codes), len(wanted) - 1)
    places = np.flatnonzero(wanted[which] == codes)
    return places, which[places]


def _sentences(codes: Codes, owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sentence of each place, and the text of each sentence."""
    if not len(codes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ends = np.isin(codes, [ord(end) for end in _ENDS])
    begins = np.concatenate([[False], ends[:-1]])
    sentence = np.cumsum(begins)
    return sentence, owner[np.concatenate([[0], np.flatnonzero(begins)])]


def _longest(places: NDArray[np.int64], owner: NDArray[np.int64], size: int) -> Floats:
    """Characters of the longest run of neighbouring places in each text, for bigrams found at `places`."""
    longest = np.zeros(size, dtype=np.float32)
    if len(places):
        starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
        lengths = np.diff(np.append(starts, len(places))) + 1
        np.maximum.at(longest, owner[places[starts]], lengths.astype(np.float32))
    return longest
