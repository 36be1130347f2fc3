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
_SIZES = (1, 2, 3)


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
    of the longest piece of a text whose bigrams are all the query's. `sentence_at`: the sentence of each character of
    the texts joined by one character, `starts`: `(n,)` where each text begins in them.
    """

    counts: Floats
    lengths: Floats
    sentences: NDArray[np.bool_]
    owners: NDArray[np.int64]
    runs: Floats
    sentence_at: NDArray[np.int64]
    starts: NDArray[np.int64]


def grams_of(query: str) -> Grams:
    """Uni-, bi- and trigrams of canonical `query`."""
    codes = _characters(query)
    found: dict[int, tuple[int, str]] = {}
    for size, places in zip(_SIZES, _places(_letters()[codes]), strict=True):
        for start, code in zip(places.tolist(), _joined(codes, places, size).tolist(), strict=True):
            found.setdefault(code, (size, query[start : start + size]))
    ordered = sorted(found.items())
    return Grams(
        np.array([code for code, _ in ordered], dtype=np.int64),
        np.array([size for _, (size, _) in ordered], dtype=np.int64),
        tuple(text for _, (_, text) in ordered),
    )


def pairs_of(texts: Sequence[str], weights: Floats, most: int) -> tuple[Grams, Floats]:
    """The `most` bigrams that weigh most in `texts`, each text's counting `weights` `(n,)`, and their weights."""
    codes = _characters("\n".join(texts))
    owner = _owners(texts)[: len(codes)]
    places = _places(_letters()[codes])[1]
    distinct, which = np.unique(_joined(codes, places, 2), return_inverse=True)
    sums = np.bincount(which, weights=weights[owner[places]], minlength=len(distinct)).astype(np.float32)
    kept = np.sort(np.argsort(-sums, kind="stable")[:most])
    chosen = distinct[kept]
    written = tuple(chr(code >> 16) + chr(code & 0xFFFF) for code in chosen.tolist())
    return Grams(chosen, np.full(len(chosen), 2, dtype=np.int64), written), sums[kept]


def count(grams: Grams, texts: Sequence[str]) -> Counts:
    """Count the query's grams in canonical `texts`."""
    codes = _characters("\n".join(texts))
    owner = _owners(texts)[: len(codes)]
    sentence, owners = _sentences(codes, owner)
    width = len(grams.codes)
    counts = np.zeros(len(texts) * width, dtype=np.float32)
    present = np.zeros(len(owners) * width, dtype=np.bool_)
    runs = np.zeros(len(texts), dtype=np.float32)
    for size, places in zip(_SIZES, _places(_among(grams)[codes]), strict=True):
        found, column = _find(_joined(codes, places, size), places, grams, size)
        counts += np.bincount(owner[found] * width + column, minlength=len(counts)).astype(np.float32)
        present[sentence[found] * width + column] = True
        if size == 2:
            runs = _longest(found, owner, len(texts))
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    return Counts(
        counts.reshape(len(texts), width),
        lengths.astype(np.float32),
        present.reshape(len(owners), width),
        owners,
        runs,
        sentence,
        np.cumsum(lengths + 1) - lengths - 1,
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


@lru_cache(maxsize=1)
def _ends() -> NDArray[np.bool_]:
    """For each code point whether it ends a sentence."""
    ends = np.zeros(_LIMIT, dtype=np.bool_)
    ends[[ord(end) for end in _ENDS]] = True
    return ends


def _among(grams: Grams) -> NDArray[np.bool_]:
    """For each code point whether some gram has it."""
    among = np.zeros(_LIMIT, dtype=np.bool_)
    for shift in (0, 16, 32):
        among[grams.codes >> shift & 0xFFFF] = True
    return among & _letters()


def _characters(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    return np.minimum(codes, _LIMIT - 1).astype(np.int64)


def _owners(texts: Sequence[str]) -> NDArray[np.int64]:
    """The text that each place belongs to, when they are joined with one character between them."""
    return np.repeat(np.arange(len(texts)), np.array([len(text) + 1 for text in texts], dtype=np.int64))


def _places(wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where one, two, and three wanted characters stand one behind the other."""
    pairs = wanted[:-1] & wanted[1:]
    return np.flatnonzero(wanted), np.flatnonzero(pairs), np.flatnonzero(pairs[:-1] & wanted[2:])


def _joined(codes: Codes, places: NDArray[np.int64], size: int) -> Codes:
    """The gram of `size` characters that begins at each of the places."""
    joined = codes[places]
    for offset in range(1, size):
        joined = joined << 16 | codes[places + offset]
    return joined


def _find(
    codes: Codes, places: NDArray[np.int64], grams: Grams, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Those of the places whose code is one of the query's grams of this size, and which gram."""
    wanted = np.flatnonzero(grams.size == size)
    if not len(wanted) or not len(codes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    which = np.minimum(np.searchsorted(grams.codes[wanted], codes), len(wanted) - 1)
    found = grams.codes[wanted[which]] == codes
    return places[found], wanted[which[found]]


def _sentences(codes: Codes, owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sentence of each place, and the text of each sentence."""
    if not len(codes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    begins = np.concatenate([[False], _ends()[codes][:-1]])
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
