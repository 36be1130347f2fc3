"""Mistyped names of topics put right: 创新卷 -> 创新券, gaoqi -> 高企. Only unknown words are touched."""

import re
from collections.abc import Callable
from functools import lru_cache

from index.terms import Mention, Term, find_mentions

_LATIN = re.compile(r"[a-z][a-z ']*[a-z]")


@lru_cache(maxsize=8192)
def syllable(char: str) -> str:
    """The character's commonest reading without tone ("" when it has none)."""
    from pypinyin import Style, pinyin

    return str(pinyin(char, style=Style.NORMAL, errors="ignore")[0][0]) if "一" <= char <= "鿿" else ""


@lru_cache(maxsize=8192)
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return (
        frozenset(pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")[0])
        if "一" <= char <= "鿿"
        else frozenset()
    )


def mend_typos(
    text: str, terms: tuple[Term, ...], knows: Callable[[str], bool]
) -> tuple[str, tuple[str, ...]]:
    """Folded `text` with mistyped topic names put right, and the words that were put in.

    `knows(gram)` says whether documents have a gram. A window is replaced only when it differs from a topic's word in
    one character that sounds alike (or, in words of five and more, in any one character) and holds an unknown bigram.
    """
    fixed: list[str] = []
    text = _spell_out(text, terms, fixed)
    for word in sorted(
        {word for term in terms for word in term.words if len(word) >= 2}, key=len, reverse=True
    ):
        if word in text or not "一" <= word[0] <= "鿿":
            continue
        taken = find_mentions(text, terms)
        for start in range(len(text) - len(word) + 1):
            window = text[start : start + len(word)]
            if _is_free(start, start + len(word), taken) and _is_typo(window, word, knows):
                text = text[:start] + word + text[start + len(word) :]
                fixed.append(word)
                break
    return text, tuple(fixed)


def _is_free(start: int, end: int, taken: list[Mention]) -> bool:
    return all(end <= mention.start or start >= mention.end for mention in taken)


def _is_typo(window: str, word: str, knows: Callable[[str], bool]) -> bool:
    wrong = [(a, b) for a, b in zip(window, word, strict=True) if a != b]
    most = 2 if len(word) >= 4 else 1
    if not 1 <= len(wrong) <= most or not all("一" <= a <= "鿿" for a, _ in wrong):
        return False
    if all(knows(window[i : i + 2]) for i in range(len(window) - 1)):
        return False
    if len(word) >= 5 and len(wrong) == 1:
        return True
    return all(_alike(a, b, strict=len(word) == 2) for a, b in wrong)


def _alike(a: str, b: str, *, strict: bool) -> bool:
    """Same reading; or, unless `strict`, the same final or a flat and a curled initial (卷 juan, 券 quan)."""
    ours, theirs = _readings(a), _readings(b)
    if ours & theirs:
        return True
    return not strict and any(_final(x) == _final(y) for x in ours for y in theirs)


def _final(reading: str) -> str:
    final = re.sub(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])", "", reading)
    return re.sub(r"ng$", "n", final)


def _spell_out(text: str, terms: tuple[Term, ...], fixed: list[str]) -> str:
    """Runs of pinyin that spell a topic's word, written as the word."""
    for match in reversed(list(_LATIN.finditer(text))):
        letters = re.sub(r"[ ']", "", match[0])
        if len(letters) < 4:
            continue
        best = max(
            (word for term in terms for word in term.words if _spelling(word) and _spelling(word) in letters),
            key=len,
            default="",
        )
        if best:
            rest = letters.replace(_spelling(best), f" {best} ")
            text = text[: match.start()] + rest + text[match.end() :]
            fixed.append(best)
    return text


@lru_cache(maxsize=4096)
def _spelling(word: str) -> str:
    return "".join(syllable(char) for char in word) if all("一" <= char <= "鿿" for char in word) else ""
