"""Next questions that have answers, as people would ask them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.passage import Passage
from index.retriever import Retriever
from index.snapshot import Snapshot
from index.terms import Term

# How one asks for a section of a guide. `{}` is the topic's name.
_ASKED = {
    "audience": "{}适用于哪些对象？",
    "conditions": "{}要符合什么条件？",
    "materials": "{}需要哪些材料？",
    "procedure": "{}怎么办理？",
    "time_limit": "{}要多久？",
    "fee": "{}收费吗？",
    "basis": "{}的依据是哪个文件？",
    "amount": "{}的标准与额度是多少？",
    "validity": "{}几年有效？",
    "contact": "{}找谁咨询？",
}
_ORDER = (
    "conditions",
    "materials",
    "procedure",
    "time_limit",
    "amount",
    "audience",
    "validity",
    "fee",
    "contact",
    "basis",
)
MOST = 4


class Related:
    """What else can be asked of one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def aspects_of(self, topic: str, allowed: NDArray[np.bool_]) -> list[str]:
        """Aspects that some allowed guide of the topic has a section for, in the order people ask."""
        found = {
            self._retriever.aspect(int(number))
            for number in np.flatnonzero(allowed)
            if self._topic_of(self._snapshot.passages[int(number)]) == topic
        }
        return [aspect for aspect in _ORDER if aspect in found]

    def topics_with(self, aspect: str, allowed: NDArray[np.bool_]) -> list[Term]:
        """Topics that have a section for the aspect, those with most of them first."""
        counts: dict[str, int] = {}
        for number in np.flatnonzero(allowed):
            topic = self._topic_of(self._snapshot.passages[int(number)])
            if topic and self._retriever.aspect(int(number)) == aspect:
                counts[topic] = counts.get(topic, 0) + 1
        ordered = sorted(counts, key=lambda topic: (-counts[topic], topic))
        return [term for topic in ordered if (term := self._snapshot.terms.find_topic(topic))]

    def after(
        self, passage: Passage, asked_aspect: str | None, asked: str, allowed: NDArray[np.bool_]
    ) -> list[str]:
        """Questions that follow an answer from `passage`: other sections of its topic, its guide's own questions."""
        topic = self._snapshot.terms.find_topic(self._topic_of(passage))
        sections = []
        if topic is not None:
            aspects = [aspect for aspect in self.aspects_of(topic.id, allowed) if aspect != asked_aspect]
            sections = [ask(topic, aspect) for aspect in aspects[:3]]
        return list(dict.fromkeys(q for q in _woven(sections, self._own(passage)) if q != asked))[:MOST]

    def nearest(self, hits: Iterable[Passage]) -> list[str]:
        """Questions of the guides nearest to one that was not answered."""
        return list(dict.fromkeys(p.heading for p in hits if p.kind == "question"))[:3]

    def _own(self, passage: Passage) -> list[str]:
        return [
            other.heading
            for other in self._snapshot.passages
            if other.document == passage.document
            and other.kind == "question"
            and other.heading != passage.heading
        ]

    def _topic_of(self, passage: Passage) -> str | None:
        return self._snapshot.documents[passage.document].metadata.topic


def ask(topic: Term, aspect: str) -> str:
    """The natural question for a topic's aspect."""
    return _ASKED.get(aspect, "{}是什么？").format(topic.name)


def _woven(first: list[str], second: list[str]) -> list[str]:
    woven: list[str] = []
    for position in range(max(len(first), len(second))):
        woven += [*first[position : position + 1], *second[position : position + 1]]
    return woven
