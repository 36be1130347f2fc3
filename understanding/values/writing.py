"""One form of writing, so that the same words compare equal. What is quoted to a reader is never changed by it.

`normalise` leaves each character in its place, for what is found in a message; `canonical` also drops what nobody sees
and joins blanks, for matching.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_SHORT = 200  # characters: what is typed, not what documents say
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HALF = re.compile(r"[\ud800-\udfff]")
# Chinese readers and typists use these without distinction.
_SAME = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "〔": "(", "〕": ")", "【": "(", "】": ")", "—": "-"}
)
# Characters that are typed for another one which they resemble.
_TYPED_FOR = {"劵": "券"}


def normalise(text: str) -> str:
    """Return `text` half-width, in small letters and simplified characters, character for character.

    The result is as long as `text`: a position in one is the same position in the other.
    """
    folded = "".join(map(_fold_one, text))
    simplified = simplify(folded)
    if len(simplified) == len(folded):
        return simplified
    return "".join(_same_length(character, simplify(character)) for character in folded)


def canonical(text: str) -> str:
    """`text` folded and simplified: the form in which documents are indexed."""
    return _canonical_of_short(text) if len(text) <= _SHORT else simplify(fold(text))


def fold(text: str) -> str:
    """NFKC, lower case, one kind of quotation mark, runs of space as one blank."""
    return _SPACES.sub(
        " ", unicodedata.normalize("NFKC", drop_controls(text)).translate(_SAME).lower()
    ).strip()


def simplify(text: str) -> str:
    """`text` in simplified characters (OpenCC t2s: one character for one)."""
    return _simplifier()(text)


def drop_halves(text: str) -> str:
    """`text` without halves of surrogate pairs: no encoding can carry them, and JSON can bring them."""
    return _HALF.sub("", text)


def drop_controls(text: str) -> str:
    """`text` without control, zero-width and direction characters and halves; line ends become newlines."""
    return _CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    )


@lru_cache(maxsize=2_048)
def _canonical_of_short(text: str) -> str:
    """A message, a name, a word: one turn asks a hundred times for the same."""
    return simplify(fold(text))


@lru_cache(maxsize=1)
def _simplifier() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def _fold_one(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # half of a pair: nothing can encode it
        return "\ufffd"
    folded = _same_length(character, unicodedata.normalize("NFKC", character).lower())
    return _TYPED_FOR.get(folded, folded)


def _same_length(character: str, changed: str) -> str:
    return changed if len(changed) == 1 else character
