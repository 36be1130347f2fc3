"""Characters that anybody may type: every one of Chinese, and a sample of all others."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence

_CHINESE = ("CJK ", "KANGXI ", "IDEOGRAPHIC ", "BOPOMOFO ", "HANGZHOU ")
_OF_PAGE = 8  # characters of each 256


def _of_each_page() -> Iterator[str]:
    for page in range(0, sys.maxunicode + 1, 256):
        assigned = (char for char in map(chr, range(page, page + 256)) if unicodedata.category(char) != "Cn")
        yield from (char for _, char in zip(range(_OF_PAGE), assigned, strict=False))


ALL = tuple(map(chr, range(sys.maxunicode + 1)))
CJK = tuple(char for char in ALL if unicodedata.name(char, "").startswith(_CHINESE))
# Controls, halves of surrogate pairs, combining and direction marks, emoji, tags and private use are among them.
OTHERS = tuple(dict.fromkeys([*map(chr, range(256)), *_of_each_page(), "\u202e", "\ufeff", "\U000e0041"]))


def in_groups(characters: Sequence[str], size: int) -> list[str]:
    """Texts of `size` characters each that hold all of them, in order."""
    return ["".join(characters[start : start + size]) for start in range(0, len(characters), size)]
