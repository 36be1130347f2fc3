"""Mistyped names of topics put right: 创新卷 -> 创新券, gaoqi -> 高企. Only unknown words are touched."""

import re
from collections.abc import Callable
from functools import cached_property

from index.lexicon.terms import Mention, Term, find_mentions
from index.text.pinyin import final, has_word, is_chinese, readings, spelling

_LETTERS = 4  # of the shortest word that is known by its pinyin
_LATIN = re.compile(r"[a-z][a-z ']*[a-z]")


class TypoMender:
    """Puts right the names of `terms`; writes out those and `spelled` where they are typed in pinyin.

    `knows(gram)` says whether documents have a gram.
    """

    def __init__(
        self, terms: tuple[Term, ...], knows: Callable[[str], bool], spelled: tuple[Term, ...] = ()
    ) -> None:
        self._terms = terms
        self._spelled = (*spelled, *terms)  # of words that sound alike the last counts
        self._knows = knows
        words = {word for term in terms for word in term.words if len(word) >= 2 and is_chinese(word)}
        self._lengths = sorted({len(word) for word in words}, reverse=True)
        self._at: dict[tuple[int, int, str], list[str]] = {}
        for word in sorted(words):
            for position, char in enumerate(word):
                self._at.setdefault((len(word), position, char), []).append(word)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Words by their pinyin: made when the first letters are typed."""
        found = {spelling(word): word for term in self._spelled for word in term.words}
        return {letters: word for letters, word in found.items() if len(letters) >= _LETTERS}

    def mend(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Folded `text` with mistyped topic names put right, and the words that were put in.

        A window is replaced only when it holds a bigram that no document has and differs from a topic's word in one
        character that sounds alike (two in words of four and more; any one character in words of five and more).
        """
        fixed: list[str] = []
        text = _spell_out(text, self._spellings, fixed) if _LATIN.search(text) else text
        while (found := self._find(text)) is not None:
            start, word = found
            text = text[:start] + word + text[start + len(word) :]
            fixed.append(word)
        return text, tuple(fixed)

    def _find(self, text: str) -> tuple[int, str] | None:
        """The first window of the longest words that is a typo: its start and the word meant."""
        unknown = [
            i
            for i in range(len(text) - 1)
            if is_chinese(text[i : i + 2]) and not self._knows(text[i : i + 2])
        ]
        if not unknown:
            return None
        taken = find_mentions(text, self._terms)
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                inside = any(start <= i < start + length - 1 for i in unknown)
                window = text[start : start + length]
                if inside and is_chinese(window) and _is_free(start, start + length, taken):
                    word = next((w for w in self._alike(window) if self._is_typo(window, w)), None)
                    if word is not None:
                        return start, word
        return None

    def _is_typo(self, window: str, word: str) -> bool:
        """Whether a window of Chinese characters is `word`, mistyped."""
        wrong = [i for i, (a, b) in enumerate(zip(window, word, strict=True)) if a != b]
        if len(word) == 2 and has_word(window):
            return False  # 加急 is no mistyped 加计
        if not all(self._fits_nowhere(window, i) for i in wrong):
            return False
        if len(word) >= 5 and len(wrong) == 1:
            return True
        return all(_sounds_alike(window[i], word[i], strict=len(word) == 2) for i in wrong)

    def _fits_nowhere(self, window: str, i: int) -> bool:
        """Whether the character makes no known bigram with its neighbours in the window (新 in 新区 does)."""
        pairs = [window[j : j + 2] for j in (i - 1, i) if 0 <= j < len(window) - 1]
        return not any(self._knows(pair) for pair in pairs)

    def _alike(self, window: str) -> list[str]:
        """Words that agree with the window in all but one or two places."""
        counts: dict[str, int] = {}
        for position, char in enumerate(window):
            for word in self._at.get((len(window), position, char), ()):
                counts[word] = counts.get(word, 0) + 1
        least = len(window) - (2 if len(window) >= 4 else 1)
        return sorted(word for word, same in counts.items() if least <= same < len(window))


def _is_free(start: int, end: int, taken: list[Mention]) -> bool:
    return all(end <= mention.start or start >= mention.end for mention in taken)


def _sounds_alike(a: str, b: str, *, strict: bool) -> bool:
    """Same reading; or, unless `strict`, the same final or a flat and a curled initial (卷 juan, 券 quan)."""
    ours, theirs = readings(a), readings(b)
    if ours & theirs:
        return True
    return not strict and any(final(x) == final(y) for x in ours for y in theirs)


def _spell_out(text: str, spelled: dict[str, str], fixed: list[str]) -> str:
    """Runs of pinyin that spell words of the terms, written as those words (gaoqi tiaojian -> 高企 条件)."""
    for match in reversed(list(_LATIN.finditer(text))):
        rest = re.sub(r"[ ']", "", match[0])
        while inside := [letters for letters in spelled if letters in rest]:
            longest = max(inside, key=len)
            rest = rest.replace(longest, f" {spelled[longest]} ")
            fixed.append(spelled[longest])
        if " " in rest:
            text = text[: match.start()] + rest + text[match.end() :]
    return text
