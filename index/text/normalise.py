"""One form of writing for matching. What is quoted to a reader is never changed by it."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

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


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _traditional() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


def drop_halves(text: str) -> str:
    """`text` without halves of surrogate pairs: no encoding can carry them, and JSON can bring them."""
    return _HALF.sub("", text)


def drop_controls(text: str) -> str:
    """`text` without control, zero-width and direction characters and halves; line ends become newlines."""
    return _CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    )


def fold(text: str) -> str:
    """NFKC, lower case, one kind of quotation mark, runs of space as one blank."""
    return _SPACES.sub(
        " ", unicodedata.normalize("NFKC", drop_controls(text)).translate(_SAME).lower()
    ).strip()


def simplify(text: str) -> str:
    """`text` in simplified characters (OpenCC t2s: one character for one)."""
    return _traditional().convert(text)


def words(listed: str) -> frozenset[str]:
    """The words of a list written with blanks and line ends between them."""
    return frozenset(listed.split())


def canonical(text: str) -> str:
    """`text` folded and simplified: the form in which documents are indexed."""
    return _canonical_of_short(text) if len(text) <= _SHORT else simplify(fold(text))


@lru_cache(maxsize=2_048)
def _canonical_of_short(text: str) -> str:
    """A message, a name, a word: one turn asks a hundred times for the same."""
    return simplify(fold(text))
