"""Which passages on a topic speak of an aspect outside the sections for it, in the aspect's own words."""

import re

import numpy as np
from numpy.typing import NDArray

from index.lexicon.terms import Term
from index.model.passage import Passage
from index.search.retriever import Retriever
from index.text.normalise import fold
from index.version.snapshot import Snapshot

_READ = 500  # passages that are read at most
_COUNTED = re.compile(r"多少个?|几个?|多久|多长")
_ASKING = re.compile(
    r"多少|几|多久|多长|什么|啥|怎么|咋|如何|谁|哪|吗|能不能|够不够|不[要收花]"
)  # not how documents tell
_CLAUSE_END = r"(?=\s*(?:[\d,.;:。、]|内|$))"  # what follows a word that says something
_GIVEN = r"(?:之?内|以内|届满|期满|满|后|前|时|了)"  # 有效期内, 到期了: takes it as given, and tells nothing


class Stated:
    """Of one snapshot. Safe for many threads."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def find(self, topic: str, aspect: Term, allowed: NDArray[np.bool_]) -> list[int]:
        """Numbers of the allowed passages on the topic that have a word of the aspect, ascending."""
        mentioned = np.zeros_like(allowed)
        for word in [*_plain(aspect), *_counted(aspect)]:
            mentioned |= self._retriever.mentions(word)
        numbers = np.flatnonzero(mentioned & allowed & self._retriever.of_topic(topic))[:_READ]
        return [int(n) for n in numbers if has_word(aspect, self._snapshot.passages[int(n)])]


def has_word(aspect: Term, passage: Passage) -> bool:
    """Whether text or heading has one of the aspect's words, in another sense than 有效期内."""
    told = _given(aspect).sub("", _told(passage))
    bare = (re.search(rf"{re.escape(word)}{_CLAUSE_END}", told, re.M) for word in _counted(aspect))
    return any(word in told for word in _plain(aspect)) or any(bare)


def takes_as_given(aspect: Term, passage: Passage) -> bool:
    """Whether a passage names the aspect as something known (有效期内) and does not tell it."""
    return bool(_given(aspect).search(_told(passage))) and not has_word(aspect, passage)


def _told(passage: Passage) -> str:
    return fold(f"{passage.heading}\n{passage.text}")


def _given(aspect: Term) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, aspect.words))}){_GIVEN}")


def is_counted(aspect: Term) -> bool:
    """Whether the aspect is asked for by number (几年有效, 多少钱): what tells it can be told from what names it."""
    return any(_COUNTED.search(word) for word in aspect.words)


def _plain(aspect: Term) -> list[str]:
    """The aspect's words but those of asking: 奖多少钱 in the heading of another question is no fee."""
    return [word for word in aspect.words if not _ASKING.search(word)]


def _counted(aspect: Term) -> list[str]:
    """The aspect's words of counting without the counting: 几年有效 is answered by 当年有效."""
    bare = [re.sub(r"[年月天]", "", _COUNTED.sub("", word)) for word in aspect.words if _COUNTED.search(word)]
    return list(dict.fromkeys(word for word in bare if len(word) > 1))
