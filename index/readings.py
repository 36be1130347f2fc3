"""How characters are read: pinyin without tone, what sounds nearly alike, and what is a word."""

import re
from functools import lru_cache

_INITIAL = re.compile(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])")
_NEAR = ({"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}, {"f", "h"})


def is_chinese(text: str) -> bool:
    """Whether `text` is Chinese characters only."""
    return all("一" <= char <= "鿿" for char in text)


@lru_cache(maxsize=16384)
def has_word(word: str) -> bool:
    """Whether the dictionary of the segmenter has this word."""
    import rjieba

    return bool(rjieba.has_word(word))


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """All readings of a character; empty for what is none."""
    from pypinyin import Style, pinyin

    if not is_chinese(char):
        return frozenset()
    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")[0])


@lru_cache(maxsize=8192)
def syllable(char: str) -> str:
    """The character's commonest reading ("" when it has none)."""
    from pypinyin import Style, pinyin

    return str(pinyin(char, style=Style.NORMAL, errors="ignore")[0][0]) if is_chinese(char) else ""


@lru_cache(maxsize=4096)
def spelling(word: str) -> str:
    """The word in pinyin, run together; "" where it is not Chinese."""
    return "".join(syllable(char) for char in word) if is_chinese(word) else ""


def final(reading: str) -> str:
    """A reading without its initial, -ng as -n."""
    return re.sub(r"ng$", "n", _INITIAL.sub("", reading))


@lru_cache(maxsize=65536)
def sounds_near(a: str, b: str) -> bool:
    """Whether two readings are confused by speakers: zhen and zheng, si and shi, nan and lan."""
    if a == b or final(a) != final(b):
        return False
    ours, theirs = _INITIAL.match(a), _INITIAL.match(b)
    first, second = ours[0] if ours else "", theirs[0] if theirs else ""
    return first == second or {first, second} in _NEAR
