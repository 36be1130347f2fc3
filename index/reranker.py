"""The order of the candidates: the joined score, and what the query is known to ask for.

Every term of the sum is a field of Hit, so that learned weights can take the place of these.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.candidates import is_place_row
from index.divisions import NATIONWIDE, ancestors
from index.evidence import has_evidence, tells
from index.grams import bigrams, grams
from index.normalise import canonical
from index.passage import Cell, Passage
from index.query import Query
from index.snapshot import Snapshot
from index.terms import find_mentions

_TOPIC, _OTHER_TOPIC, _ASPECT, _HEADING, _ROW, _GUIDE, _TITLE, _ABOUT = (
    1.0,
    -1.2,
    0.9,
    1.5,
    2.0,
    0.3,
    1.5,
    0.8,
)
_NEAR, _WIDE, _EVIDENCE, _WHOLE_TABLE = 0.4, 1.0, 0.6, -0.8
_MAIN, _USUAL_SECTIONS = 1.2, 5
_BRACKETS = re.compile(r"\(.*?\)")
_DUTY = re.compile(
    r"负责|联系|找谁|问谁|分管|管|领导|部门|哪个处|哪个区|哪几个区|哪些区|包区|对接|对应|是谁|谁是"
)


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` orders hits of one query.

    `lexical` is the BM25 score, `cosine` the dense similarity; `coverage` the share of what the query says (by how
    rare it is) that stands in the passage and its context, `subject` the same for the query's own subject words,
    `letters` the share of their characters, `unseen` the share of their bigrams that no passage has at all,
    `heading` how alike question and heading are, `evidence` whether it says anything of the kind asked for,
    `names_row` whether it is a table's row that the question names by a cell and asks of whom it speaks,
    `is_place_asked` whether that cell is the place the row is for, and nothing else is asked.
    """

    number: int
    passage: Passage
    score: float
    lexical: float
    cosine: float
    coverage: float
    subject: float
    letters: float
    unseen: float
    heading: float
    topic_matches: bool
    aspect_matches: bool
    evidence: bool
    names_row: bool
    is_place_asked: bool = False


class Reranker:
    """Knows each passage's words, topics and aspect."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.texts = [canonical(passage.searchable) for passage in snapshot.passages]
        self._own = [canonical(passage.text.replace("\n", "。")) for passage in snapshot.passages]
        self._heading_texts = [canonical(" ".join(passage.headings)) for passage in snapshot.passages]
        self._headings = [frozenset(bigrams(canonical(passage.heading))) for passage in snapshot.passages]
        self._guides = [
            snapshot.documents[passage.document].metadata.is_guide for passage in snapshot.passages
        ]
        titles = [frozenset(bigrams(canonical(d.metadata.title))) for d in snapshot.documents]
        self._titles = [titles[passage.document] for passage in snapshot.passages]
        self._grams = [frozenset(bigrams(text)) for text in self.texts]
        self._rarity = _rarities(self._grams)
        self._letter_rarity = _rarities([frozenset(text) for text in self.texts])
        self._unseen = float(np.log(1 + len(self.texts)))
        self._topics = [self._topics_of(number) for number in range(len(self.texts))]
        self._aspects = [self._aspect_of(passage) for passage in snapshot.passages]
        self._sections = self._sections_of()

    def rarity(self, gram: str) -> float:
        """log(1 + passages / passages that have the gram); unknown ones count as the rarest."""
        return self._rarity.get(gram, self._unseen)

    def aspect(self, number: int) -> str | None:
        """The aspect whose section the passage stands in."""
        return self._aspects[number]

    def judge(self, query: Query) -> Callable[[int, float, float, float], Hit]:
        """A function from (passage number, joined score, BM25 score, cosine) to the hit it makes for this query."""
        wanted, subject = frozenset(bigrams(query.search)), frozenset(bigrams(query.content))
        singles = frozenset(grams(query.search)) if not wanted else frozenset()
        letters = frozenset(char for char in query.content if char.isalnum())
        asks_of_row = query.aspect == "contact" or bool(_DUTY.search(query.text)) or not query.content
        about = subject | frozenset(gram for word in query.topic_words for gram in bigrams(word))
        unseen = sum(gram not in self._rarity for gram in subject) / max(1, len(subject))

        def hit(number: int, joined: float, lexical: float, cosine: float) -> Hit:
            passage = self._snapshot.passages[number]
            heading = self._alike(wanted, self._headings[number])
            topic, aspect = query.topic in self._topics[number], self._aspects[number] in query.aspects
            evidence = aspect or (
                tells(query.aspect, self._own[number], self._heading_texts[number], about)
                if not self._guides[number]
                else has_evidence(query.aspect, passage.text)
            )
            row = bool(named_cells(query, passage)) and asks_of_row
            own = (_ROW if row else 0.0) + (_EVIDENCE if evidence else 0.0)
            likeness = _HEADING * heading + _TITLE * self._alike(wanted, self._titles[number])
            return Hit(
                number=number,
                passage=passage,
                score=joined + self._bonus(query, number, topic, aspect) + likeness + own,
                lexical=lexical,
                cosine=cosine,
                coverage=self._covered(wanted, number)
                if wanted
                else float(singles <= set(self.texts[number])),
                subject=self._covered(subject, number) if subject else 1.0,
                letters=self._share_of_letters(letters, number),
                unseen=unseen,
                heading=heading,
                topic_matches=query.topic is not None and topic,
                aspect_matches=aspect,
                evidence=evidence,
                names_row=row,
                is_place_asked=row and self._is_place_asked(query, passage, topic),
            )

        return hit

    def _is_place_asked(self, query: Query, passage: Passage, topic: bool) -> bool:
        return (
            is_place_row(passage)
            and passage.cells[0] in named_cells(query, passage)
            and query.aspect in (None, "contact")
            and (topic or query.topic is None or query.assumed_topic)
        )

    def _bonus(self, query: Query, number: int, topic: bool, aspect: bool) -> float:
        passage = self._snapshot.passages[number]
        metadata = self._snapshot.documents[passage.document].metadata
        # A question for one section of a topic, and nothing else, wants that section.
        bonus = (_ASPECT if query.content else 2 * _ASPECT) if aspect else 0.0
        bonus += _ABOUT if aspect and self._is_about(query.aspect, metadata.title) else 0.0
        if query.topic is not None and topic:
            bonus += _TOPIC
        elif query.topic is not None and metadata.topic is not None and not query.assumed_topic:
            bonus += 0.0 if metadata.topic in query.topics else _OTHER_TOPIC
        if query.region is None:
            bonus += _WIDE if metadata.region == NATIONWIDE else 0.0
        elif metadata.region not in (None, NATIONWIDE):
            bonus += _NEAR if query.region in ancestors(str(metadata.region)) else _NEAR / 2
        bonus += _GUIDE if metadata.is_guide else 0.0
        bonus += _MAIN * self._sections[passage.document] if query.topic is not None and topic else 0.0
        return bonus + (_WHOLE_TABLE if passage.kind == "table" else 0.0)

    def _is_about(self, aspect: str | None, title: str) -> bool:
        """Whether the title names the aspect: 高新技术企业认定的材料和程序 is the document for 材料."""
        term = self._snapshot.terms.find_aspect(aspect)
        return term is not None and any(word in title for word in term.words)

    def _covered(self, wanted: frozenset[str], number: int) -> float:
        return self._weight(wanted & self._grams[number]) / self._weight(wanted)

    def _share_of_letters(self, letters: frozenset[str], number: int) -> float:
        total = sum(self._letter_rarity.get(char, self._unseen) for char in letters)
        found = sum(self._letter_rarity.get(char, 0.0) for char in letters if char in self.texts[number])
        return found / total if total else 1.0

    def _alike(self, ours: frozenset[str], theirs: frozenset[str]) -> float:
        shared = ours & theirs
        return 2 * self._weight(shared) / (self._weight(ours) + self._weight(theirs)) if shared else 0.0

    def _weight(self, some: Iterable[str]) -> float:
        return sum(self._rarity.get(gram, self._unseen) for gram in some)

    def _topics_of(self, number: int) -> frozenset[str]:
        stated = self._snapshot.documents[self._snapshot.passages[number].document].metadata.topic
        if stated:
            return frozenset({stated})
        return frozenset(
            mention.term.id for mention in find_mentions(self.texts[number], self._snapshot.terms.topics)
        )

    def _sections_of(self) -> list[float]:
        """For each document the share of a procedure's usual sections that it has, 0 to 1: the main guide has most."""
        found: list[set[str]] = [set() for _ in self._snapshot.documents]
        for passage, aspect in zip(self._snapshot.passages, self._aspects, strict=True):
            if aspect is not None:
                found[passage.document].add(aspect)
        return [min(1.0, len(aspects) / _USUAL_SECTIONS) for aspects in found]

    def _aspect_of(self, passage: Passage) -> str | None:
        for heading in reversed(passage.headings):
            if term := self._snapshot.terms.aspect_of_heading(heading):
                return term.id
        return None


def named_cells(query: Query, passage: Passage) -> list[Cell]:
    """Cells of a row whose value the question names, with or without what stands in brackets: 徐涛（副局长）.

    The first cell, which names the row, also counts without the kind of place (江岸区, 江岸).
    """
    if passage.kind != "row":
        return []
    found: list[Cell] = []
    for position, cell in enumerate(passage.cells):
        bare = _BRACKETS.sub("", canonical(cell.value))
        names = {bare, bare[:-1]} if position == 0 and len(bare) >= 3 else {bare}
        if any(len(name) >= 2 and name in query.text for name in names):
            found.append(cell)
    return found


def _rarities(sets: Sequence[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for some in sets:
        for gram in some:
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: float(np.log(1 + len(sets) / count)) for gram, count in counts.items()}
