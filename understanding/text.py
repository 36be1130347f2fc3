"""One written form for what people type: half-width, small letters, simplified characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

import opencc


@lru_cache(maxsize=1)
def _simplifier() -> Callable[[str], str]:
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


# Characters that are typed for another one which they resemble.
_TYPED_FOR = {"劵": "券"}


def normalise(text: str) -> str:
    """Return `text` half-width, in small letters and simplified characters, character for character.

    The result is as long as `text`: a position in one is the same position in the other.
    """
    folded = "".join(map(_fold, text))
    simplified = _simplifier()(folded)
    if len(simplified) == len(folded):
        return simplified
    return "".join(_same_length(character, _simplifier()(character)) for character in folded)


def _fold(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # half of a pair: nothing can encode it
        return "\ufffd"
    folded = _same_length(character, unicodedata.normalize("NFKC", character).lower())
    return _TYPED_FOR.get(folded, folded)


def _same_length(character: str, changed: str) -> str:
    return changed if len(changed) == 1 else character
