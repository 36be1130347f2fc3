"""Next questions that have answers, as people would ask them."""

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from index.lexicon.courtesy import without_courtesy
from index.lexicon.terms import Term
from index.model.passage import Passage
from index.search.catalogue import Catalogue
from index.version.snapshot import Snapshot

# How one asks for a section of a guide. `{}` is the topic's name.
_ASKED = {
    "audience": "{}的适用对象有哪些？",
    "conditions": "{}要符合什么条件？",
    "materials": "{}需要哪些材料？",
    "procedure": "{}的办理流程是什么？",
    "time_limit": "{}要多久？",
    "fee": "{}收费吗？",
    "basis": "{}的依据是哪个文件？",
    "amount": "{}的标准与额度是多少？",
    "scope": "{}的支持范围有哪些？",
    "validity": "{}几年有效？",
    "contact": "{}找谁咨询？",
}
_ORDER = (
    "conditions",
    "materials",
    "procedure",
    "time_limit",
    "amount",
    "scope",
    "audience",
    "validity",
    "fee",
    "contact",
    "basis",
)
MOST = 4


class Related:
    """What else can be asked of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._catalogue = Catalogue(snapshot)

    def aspects_of(self, topic: str, allowed: NDArray[np.bool_]) -> list[str]:
        """Aspects that some allowed document of the topic has a section for, in the order people ask."""
        found = self._catalogue.aspects_of(topic, allowed)
        return [aspect for aspect in _ORDER if aspect in found]

    def aspects_in(self, topic: str, region: str) -> list[str]:
        """Aspects that documents of a region itself or of its parts have a section for."""
        found = self._catalogue.aspects_in(topic, region)
        return [aspect for aspect in _ORDER if aspect in found]

    def regions_with(self, topic: str, aspect: str, allowed: NDArray[np.bool_]) -> list[str | None]:
        """Regions of the allowed documents of the topic that have a section for the aspect (None: not known)."""
        return self._catalogue.regions_with(topic, aspect, allowed)

    def documents_in(self, topic: str, region: str) -> list[int]:
        """Numbers of the topic's documents that hold in just this region."""
        found = enumerate(document.metadata for document in self._snapshot.documents)
        return [number for number, metadata in found if metadata.topic == topic and metadata.region == region]

    def sections_for(self, topic: str, aspect: str) -> NDArray[np.bool_]:
        """`(n,) bool`: passages of the topic's documents in sections for the aspect."""
        return self._catalogue.sections_for(topic, aspect)

    def passages_asked(self, question: str) -> list[int]:
        """Passages that answer exactly this question: their heading is the question (signs at its end do not count)."""
        return self._catalogue.passages_asked(question) or self._catalogue.passages_asked(
            without_courtesy(question)
        )

    def topics_with(self, aspect: str, allowed: NDArray[np.bool_]) -> list[Term]:
        """Topics that have a section for the aspect, those with most passages in them first."""
        counts = self._catalogue.topics_with(aspect, allowed)
        ordered = sorted(counts, key=lambda topic: (-counts[topic], topic))
        return [term for topic in ordered if (term := self._snapshot.terms.find_topic(topic))]

    def topics_in(self, region: str) -> list[Term]:
        """Topics of the documents of a region itself or of its parts, in the order of terms.yml."""
        metadata = [document.metadata for document in self._snapshot.documents]
        found = {m.topic for m in metadata if f"{m.region}/".startswith(f"{region}/")}
        return [term for term in self._snapshot.terms.topics if term.id in found]

    def after(
        self,
        passage: Passage,
        asked_aspect: str | None,
        asked: str,
        allowed: NDArray[np.bool_],
        shown: Collection[str] = (),
    ) -> list[str]:
        """Questions that follow an answer from `passage`: other sections of its topic, its guide's own questions.

        `shown` are headings of what has been shown already.
        """
        topic = self._snapshot.terms.find_topic(self._topic_of(passage))
        sections: list[str] = []
        if topic is not None:
            told = {term.id for heading in shown if (term := self._snapshot.terms.aspect_of_heading(heading))}
            aspects = [a for a in self.aspects_of(topic.id, allowed) if a != asked_aspect and a not in told]
            sections = [ask(topic, aspect) for aspect in aspects[:3]]
        own = [q for q in self._catalogue.questions_of(passage.document) if q != passage.heading]
        return list(dict.fromkeys(q for q in _woven(sections, own) if q != asked and q not in shown))[:MOST]

    def nearest(self, hits: Iterable[Passage]) -> list[str]:
        """Questions of the guides nearest to one that was not answered."""
        return list(dict.fromkeys(p.heading for p in hits if p.kind == "question"))[:3]

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
