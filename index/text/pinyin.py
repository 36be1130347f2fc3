"""How characters are read: pinyin without tone, what sounds nearly alike, and what is a word."""

import re
from functools import lru_cache

_CHINESE = re.compile("[一-鿿]*")
_INITIAL = re.compile(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])")
_NASAL = re.compile(r"ng$")
_NEAR = ({"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}, {"f", "h"})


def is_chinese(text: str) -> bool:
    """Whether `text` is Chinese characters only."""
    return _CHINESE.fullmatch(text) is not None


@lru_cache(maxsize=16384)
def has_word(word: str) -> bool:
    """Whether the dictionary of the segmenter has this word."""
    import rjieba

    return bool(rjieba.has_word(word))


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """All readings of a character; empty for what is none, and for a character that nobody has read out (兙, 瓩)."""
    return frozenset(_pinyin(char, every=True))


@lru_cache(maxsize=8192)
def syllable(char: str) -> str:
    """The character's commonest reading ("" when it has none)."""
    return next(iter(_pinyin(char, every=False)), "")


def _pinyin(char: str, *, every: bool) -> list[str]:
    from pypinyin import Style, pinyin

    if not is_chinese(char):
        return []
    found = pinyin(char, style=Style.NORMAL, heteronym=every, errors="ignore")
    return [reading for readings_of_one in found for reading in readings_of_one]


@lru_cache(maxsize=4096)
def spelling(word: str) -> str:
    """The word in pinyin, run together; "" where it is not Chinese."""
    return "".join(syllable(char) for char in word) if is_chinese(word) else ""


@lru_cache(maxsize=2048)
def final(reading: str) -> str:
    """A reading without its initial, -ng as -n."""
    return _NASAL.sub("n", _INITIAL.sub("", reading))


@lru_cache(maxsize=65536)
def sounds_near(a: str, b: str) -> bool:
    """Whether two readings are confused by speakers: zhen and zheng, si and shi, nan and lan."""
    if a == b or final(a) != final(b):
        return False
    ours, theirs = _INITIAL.match(a), _INITIAL.match(b)
    first, second = ours[0] if ours else "", theirs[0] if theirs else ""
    return first == second or {first, second} in _NEAR
