"""Which sections and questions there are, by topic, aspect, region and document: found by arrays, in a small index and
in a very large one.
"""

import re
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.text.normalise import canonical
from index.version.snapshot import Snapshot

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
_SIGNS = re.compile(r"[\W_]+")
_READ = 50  # passages that are read to find those of a question


class Catalogue:
    """Of one snapshot. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def sections_of(self, topic: str) -> Numbers:
        """Passages in sections for some aspect, of the topic's documents, ascending."""
        return self._by_topic.get(topic, np.empty(0, dtype=np.int64))

    def sections_for(self, topic: str, aspect: str) -> Flags:
        """`(n,) bool`: passages in sections for the aspect, of the topic's documents."""
        numbers = self.sections_of(topic)
        flags = np.zeros(len(self._snapshot.passages), dtype=np.bool_)
        flags[numbers[self._snapshot.aspects[numbers] == self._position(aspect)]] = True
        return flags

    def aspects_of(self, topic: str, allowed: Flags) -> set[str]:
        """Aspects that allowed documents of the topic have a section for."""
        numbers = self.sections_of(topic)
        return self._named(numbers[allowed[numbers]])

    def aspects_in(self, topic: str, region: str) -> set[str]:
        """The same of documents of a region itself or of its parts."""
        numbers = self.sections_of(topic)
        owners, whose = np.unique(self._snapshot.columns.documents[numbers], return_inverse=True)
        regions = [self._snapshot.documents[int(owner)].metadata.region for owner in owners]
        inside = np.array([f"{own}/".startswith(f"{region}/") for own in regions], dtype=np.bool_)
        return self._named(numbers[inside[whose]]) if len(owners) else set()

    def regions_with(self, topic: str, aspect: str, allowed: Flags) -> list[str | None]:
        """Regions of the allowed documents of the topic that have a section for the aspect (None: not known)."""
        numbers = np.flatnonzero(self.sections_for(topic, aspect) & allowed)
        owners = np.unique(self._snapshot.columns.documents[numbers])
        return list(dict.fromkeys(self._snapshot.documents[int(owner)].metadata.region for owner in owners))

    def topics_with(self, aspect: str, allowed: Flags) -> dict[str, int]:
        """For each topic how many allowed passages stand in a section for the aspect; none that has no such."""
        at = self._position(aspect)
        counts = {
            topic: int(np.count_nonzero(allowed[numbers[self._snapshot.aspects[numbers] == at]]))
            for topic, numbers in self._by_topic.items()
        }
        return {topic: count for topic, count in counts.items() if count}

    def questions_of(self, document: int) -> tuple[str, ...]:
        """The questions that a document answers under their own heading, in order, each once."""
        columns = self._snapshot.columns
        owned = columns.of_document(document)
        asked = np.flatnonzero(columns.of_kind("question", owned)) + owned.start
        return tuple(dict.fromkeys(self._snapshot.passages[int(number)].heading for number in asked))

    def passages_asked(self, question: str) -> list[int]:
        """Passages whose heading is just this question (signs and blanks do not count)."""
        wanted = bare(question)
        found = self._with_characters(wanted)
        if found is None:
            found = self._snapshot.lexical.score(canonical(question)).top(_READ, self._are_questions)
        passages = ((number, self._snapshot.passages[number]) for number in sorted(map(int, found[:_READ])))
        return [number for number, passage in passages if bare(passage.heading) == wanted]

    def _with_characters(self, wanted: str) -> Numbers | None:
        """Passages with a question for heading that have all the Chinese characters wanted; None: none are wanted."""
        having = sorted(
            (self._snapshot.lexical.having(char) for char in set(wanted) if char >= "\u3400"), key=len
        )
        if not having:
            return None
        found = having[0]
        for others in having[1:]:
            if not len(found):
                break
            places = np.minimum(np.searchsorted(others, found), len(others) - 1)
            found = found[others[places] == found]
        return found[self._are_questions[found]].astype(np.int64)

    @cached_property
    def _are_questions(self) -> Flags:
        return self._snapshot.columns.of_kind("question")

    @cached_property
    def _by_topic(self) -> dict[str, Numbers]:
        names = [document.metadata.topic for document in self._snapshot.documents]
        positions = {name: position for position, name in enumerate(dict.fromkeys(names))}
        of_document = np.array([positions[name] for name in names], dtype=np.int32)
        numbers = np.flatnonzero(self._snapshot.aspects >= 0)
        topics = of_document[self._snapshot.columns.documents[numbers]]
        return {name: numbers[topics == position] for name, position in positions.items() if name is not None}

    def _position(self, aspect: str) -> int:
        """Its position among the terms' aspects; one that no passage has when it is not among them."""
        ids = [term.id for term in self._snapshot.terms.aspects]
        return ids.index(aspect) if aspect in ids else len(ids)

    def _named(self, numbers: Numbers) -> set[str]:
        found = np.unique(self._snapshot.aspects[numbers])
        return {self._snapshot.terms.aspects[int(position)].id for position in found}


def bare(question: str) -> str:
    """A question without signs and blanks, canonical."""
    return _SIGNS.sub("", canonical(question))
