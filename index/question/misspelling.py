"""Mistyped ordinary words put right: 审合时间 -> 审核时间. Only where documents know nothing of what was typed."""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from index.lexicon.asking import is_asking
from index.text.pinyin import final, has_word, is_chinese, readings, sounds_near

_LONGEST = 4
_KEPT = 2_000  # characters whose likes are kept
_LEAST = 2  # passages that have the rarest bigram of what is put in
# Characters that look alike and are typed for each other.
_SHAPES = (
    "己已巳 未末 券卷劵 账帐 士土 人入 日曰 备各 干千 中申由甲 天夫 大太犬 侯候 辨辩辫 戴载 拔拨 即既 竞竟 "
    "历厉 象像 做作 哪那 买卖 贷货 析折 科料 住往 晴睛 密蜜 准淮 推椎 项顶 复夏 折拆 治冶 刺剌 "
    "微徽 拟似 祥详 暑署 循遁 博搏 贯惯 缴激 侵浸 限恨 资咨 征证 制质 副付"
)


class WordMender:
    """Mends words by the characters that documents use.

    `frequency(gram)` is the number of passages that have a character or a pair of characters; `characters` are those
    that documents use.
    """

    def __init__(self, frequency: Callable[[str], int], characters: Iterable[str]) -> None:
        self._frequency = frequency
        self._characters = characters
        self._alike = lru_cache(_KEPT)(self._find_alike)

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        """Characters of the documents by each of their readings: made when the first unknown pair is typed."""
        found: dict[str, list[str]] = {}
        for char in sorted(self._characters):
            for reading in readings(char):
                found.setdefault(reading, []).append(char)
        return found

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """Where each reading stands in `_sounding`."""
        return {reading: rank for rank, reading in enumerate(self._sounding)}

    @cached_property
    def _ending(self) -> dict[str, list[str]]:
        """The readings by their finals: only those of one final sound alike."""
        found: dict[str, list[str]] = {}
        for reading in self._sounding:
            found.setdefault(final(reading), []).append(reading)
        return found

    def mend(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Folded `text` with mistyped words put right, and the words that were put in.

        One character of a pair that no passage has is exchanged for one that sounds or looks alike, where that makes
        a word of the dictionary that passages have, and no word of the dictionary is broken.
        """
        fixed: list[str] = []
        if not any(self._is_unknown(text, i) for i in range(len(text) - 1)):
            return text, ()
        odd, inside = _parts(text)
        for i in range(len(text) - 1):
            if self._is_unknown(text, i) and (better := self._mended(text, i, odd, inside)) is not None:
                text, word = better
                fixed.append(word)
        return text, tuple(fixed)

    def _is_unknown(self, text: str, i: int) -> bool:
        pair = text[i : i + 2]
        return is_chinese(pair) and self._frequency(pair) == 0 and not has_word(pair)

    def _mended(self, text: str, i: int, odd: list[bool], inside: set[int]) -> tuple[str, str] | None:
        found: list[tuple[int, int, str, str]] = []
        for j in (i, i + 1):
            if not odd[j] or self._breaks(text, i, j):
                continue
            for char in self._alike(text[j]):
                typed = text[:j] + char + text[j + 1 :]
                word = self._word_at(text, typed, i, inside)
                if word is not None:
                    found.append((len(word), self._rarest(word), typed, word))
        if not found:
            return None
        best = max(found, key=lambda entry: (entry[0], entry[1]))
        return best[2], best[3]

    def _find_alike(self, char: str) -> tuple[str, ...]:
        """Characters of the documents that may have been meant: alike in shape, in sound, nearly in sound."""
        own = readings(char)
        same = [c for reading in own for c in self._sounding.get(reading, ())]
        ending = {reading for ours in own for reading in self._ending.get(final(ours), ())}
        near = [
            c
            for reading in sorted(ending, key=self._ranks.__getitem__)
            if any(sounds_near(reading, ours) for ours in own)
            for c in self._sounding[reading]
        ]
        shapes = [c for group in _SHAPES.split() if char in group for c in group]
        return tuple(c for c in dict.fromkeys([*shapes, *same, *near]) if c != char)

    def _word_at(self, text: str, typed: str, i: int, inside: set[int]) -> str | None:
        """The longest word of `typed` over the pair at `i` that documents have and that was none before.

        It takes no piece of a word that stands (政 of 政策).
        """
        for length in range(_LONGEST, 1, -1):
            for start in range(max(0, i + 2 - length), min(i, len(typed) - length) + 1):
                word = typed[start : start + length]
                known = is_chinese(word) and has_word(word) and self._rarest(word) >= _LEAST
                whole = not {start, start + length} & inside
                if known and whole and not has_word(text[start : start + length]):
                    return word
        return None

    def _rarest(self, word: str) -> int:
        return min(self._frequency(word[k : k + 2]) for k in range(len(word) - 1))

    def _breaks(self, text: str, i: int, j: int) -> bool:
        """Whether the character at `j` makes a pair with its neighbour on the other side: 汉南 in 汉南区."""
        start = j - 1 if j == i else j
        pair = text[start : start + 2]
        return start >= 0 and len(pair) == 2 and is_chinese(pair) and self._frequency(pair) > 0


def _parts(text: str) -> tuple[list[bool], set[int]]:
    """For each character whether it stands in no word of the dictionary, nor in a word of asking (里, 给, 能); and
    the offsets that lie inside such words."""
    import rjieba

    odd: list[bool] = []
    inside: set[int] = set()
    for word in rjieba.cut(text):
        known = is_asking(word) or (len(word) > 1 and has_word(word))
        if known:
            inside.update(range(len(odd) + 1, len(odd) + len(word)))
        odd += [not known] * len(word)
    return odd, inside
