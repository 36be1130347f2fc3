"""How much a piece of text says of what a question asks: its words in any form, and the kind of thing asked for."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.lexicon.evidence import has_evidence
from index.lexicon.expected import expected_of
from index.lexicon.words import Word
from index.question.query import Query
from index.text.grams import bigrams
from index.text.normalise import canonical

Rarity = Callable[[str], float]
Floats = NDArray[np.float64]

_LABEL = re.compile(r"^(?:\W*)([^：:，。；]{2,24})[：:]")
_IN_LABEL = 1.3  # times what a word counts that stands in what an item is called
_OF_KIND = 0.25  # more for each kind of thing asked for that the text tells
_EVIDENT = 1.2
_ABOVE = 0.3  # times what a word counts that title or headings say
_NOWHERE = 0.5  # times what a word counts that no unit says whole
_TERM = 1.5  # times what a term with other forms counts
_QUOTES = re.compile(r"[“”‘’\"'「」『』]")
_LIST = re.compile(
    r"哪些|哪[几一二两三四五六七八九十]|分几|分为|分哪|包括什么|都有|有啥|有什么|是哪|完整|全部|所有|清单"
)
_COUNT = re.compile(r"(?<!哪)(?:几|多少)[个项条类种步家批]")
_UNIT = re.compile(r"(?:几|多少)个?(工作日|小时|[人名天日年月周次回家项分元岁倍成万])")
_SAME_UNITS = ("人|名", "天|日|工作日", "次|回|两次", "元|万元|亿元|万")
_BOUNDS = (
    (
        re.compile(r"最多|最高|上限|封顶|至多|最长|最晚"),
        ("不超过", "不得超过", "上限", "最高", "最多", "最长", "封顶"),
    ),
    (
        re.compile(r"最少|最低|至少|起码|下限|最短"),
        ("不低于", "不得低于", "不少于", "至少", "最低", "最少", "最短"),
    ),
)


@dataclass(frozen=True)
class Subject:
    """What a question asks beyond its topic, aspect and place.

    `words` with their `weights` (how rare each is), `names` those of them that name a part of the topic; `kinds` are
    patterns of the kinds of thing asked for; `asks_list`: all of several things are asked for, `asks_count`: how many
    there are.
    """

    words: tuple[Word, ...]
    weights: tuple[float, ...]
    kinds: tuple[re.Pattern[str], ...]
    aspect: str | None
    asks_list: bool
    asks_count: bool = False
    names: tuple[Word, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing but topic, aspect and place is asked."""
        return not self.words

    def confidence(self, text: str) -> float:
        """The share (0 to 1) of what is asked that `text` says, by weight."""
        told = _plain(text)
        total = sum(self.weights)
        said = sum(
            weight * word.share_in(told) for word, weight in zip(self.words, self.weights, strict=True)
        )
        return said / total if total else 0.0

    def scores(self, texts: Sequence[str]) -> Floats:
        """`(n,) float64`: how much of it each text says; what most of the texts say tells little."""
        told = [_plain(text) for text in texts]
        if not self.words:
            return np.zeros(len(texts))
        shares = np.array([[word.share_in(text) for word in self.words] for text in told])
        labelled = np.array([[_stands_in_label(word, text) for word in self.words] for text in told])
        common = shares.sum(axis=0)
        most = math.log((len(texts) + 1) / 1.5)
        special = np.clip(np.log((len(texts) + 1) / (common + 0.5)) / most, 0.1, 1.0)
        plain = (shares * np.where(labelled, _IN_LABEL, 1.0)) @ (np.array(self.weights) * special)
        return np.asarray(plain * np.array([self.fitness(text) for text in told]), dtype=np.float64)

    def among(self, texts: Sequence[str], above: str) -> "Subject":
        """The same for texts that stand below a title and headings `above`.

        What stands there tells little of them; what no text says counts less, and not at all if it names the topic. Nor
        does a name of the topic count that all of them are about (高企认定 below 高新技术企业认定条件).
        """
        told, head = [_plain(text) for text in texts], _plain(above)
        kept: list[tuple[Word, float]] = []
        for word, weight in zip(self.words, self.weights, strict=True):
            if word in self.names and _in_order(word.text, head):
                continue
            if any(word.stands_in(text) for text in told):
                kept.append((word, weight * (_ABOVE if word.text in head else 1.0)))
            elif word not in self.names:
                kept.append((word, weight * _NOWHERE))
        return replace(self, words=tuple(w for w, _ in kept), weights=tuple(n for _, n in kept))

    def without(self, text: str) -> "Subject":
        """The same without the words that stand in `text`, which tell nothing among sentences below it."""
        told = _plain(text)
        kept = [(w, n) for w, n in zip(self.words, self.weights, strict=True) if not w.stands_in(told)]
        return replace(self, words=tuple(w for w, _ in kept), weights=tuple(n for _, n in kept))

    def fitness(self, text: str) -> float:
        """1, and more the more kinds of thing asked for a canonical text tells."""
        told = sum(bool(kind.search(text)) for kind in self.kinds)
        evident = self.aspect is not None and has_evidence(self.aspect, text)
        return (1.0 + _OF_KIND * told) * (_EVIDENT if evident else 1.0)


def read_subject(query: Query, rarity: Rarity) -> Subject:
    """The subject of a query. `rarity` is log(1 + passages / passages that have a bigram)."""
    content = query.content.replace(" ", "")
    words = [word for word in query.words if word.text in content and _says_something(word)]
    if not words:
        words = [Word(part) for part in query.content.split() if len(part) > 1]
    # A part of a topic that is named by itself (延时服务); the topic's other words are no other forms of it.
    words += [Word(match[0], forms) for asked, forms in _BOUNDS if (match := asked.search(query.text))]
    names = tuple(Word(part) for part in query.topic_words if not _is_short_form(part, query.topic_words))
    words += names
    if query.year is not None:
        words.append(Word(str(query.year)))
    kept = tuple(dict.fromkeys(words))
    return Subject(
        words=kept,
        weights=tuple(_weight(word, rarity) for word in kept),
        kinds=(*expected_of(query.text), *_measured(query.text)),
        aspect=query.aspect,
        asks_list=bool(_LIST.search(query.text)),
        asks_count=bool(_COUNT.search(query.text)),
        names=names,
    )


def label_of(text: str) -> str:
    """What an item is called (成立时间：…), or ""."""
    found = _LABEL.match(text)
    return found[1].strip("“”\"' ") if found else ""


def _measured(text: str) -> list[re.Pattern[str]]:
    """Patterns of the very unit that is asked for (几人: 3人)."""
    return [_number_of(match[1]) for match in _UNIT.finditer(text)]


@lru_cache(maxsize=64)
def _number_of(unit: str) -> re.Pattern[str]:
    units = next((group for group in _SAME_UNITS if unit in group.split("|")), unit)
    return re.compile(rf"(?:\d|[一二两三四五六七八九十百千万])\s*个?(?:{units})")


def _is_short_form(word: str, names: Sequence[str]) -> bool:
    """Whether a name of the topic has the word's characters in order (高企 of 高新技术企业)."""
    return word in names[-1:] or any(_in_order(word, name) for name in names if len(name) > len(word))


def _in_order(word: str, text: str) -> bool:
    """Whether `text` has all characters of the word, in its order."""
    letters = iter(text)
    return all(char in letters for char in word)


def _plain(text: str) -> str:
    """Canonical text without quotation marks: “里程碑”管理 is 里程碑管理."""
    return _QUOTES.sub("", canonical(text))


def _says_something(word: Word) -> bool:
    return len(word.text) > 1 or not "\u3400" <= word.text <= "\u9fff"


def _stands_in_label(word: Word, text: str) -> bool:
    label = label_of(text)
    return bool(label) and word.stands_in(label)


def _weight(word: Word, rarity: Rarity) -> float:
    pairs = bigrams(word.text) or [word.text]
    return sum(map(rarity, pairs)) / math.sqrt(len(pairs)) * (_TERM if word.forms else 1.0)
