"""The order of the candidates: how question and passage match, and what the question is known to ask for.

A hit's score is a weighted sum of features; index/ranking.json holds the weights, which `index.learning` fits on
questions of the project's own.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.candidates import is_place_row
from index.divisions import NATIONWIDE, ancestors
from index.evidence import has_evidence, tells
from index.grams import bigrams
from index.matching import NAMES as MATCHING
from index.matching import Matcher
from index.normalise import canonical
from index.passage import Cell, Passage
from index.query import Query
from index.ranking import load_weights
from index.snapshot import Snapshot
from index.views import View, Views

KNOWN = (
    "joined",
    "topic",
    "other_topic",
    "aspect",
    "aspect_alone",
    "about",
    "evidence",
    "row",
    "guide",
    "wide",
    "near",
    "main",
    "table",
    "title_alike",
    "heading_alike",
    "words",
    "words_local",
    "words_missing",
    "question",
)
FEATURES = (*MATCHING, *KNOWN)
Floats = NDArray[np.float32]

_MOST_RARITIES = 200_000
_USUAL_SECTIONS = 5
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
    `is_place_asked` whether that cell is the place the row is for, and nothing else is asked. `words` is the share of
    the query's words that the passage and its context say in some form, `local` that its best sentence does,
    `missing` how rare the rarest word is that it does not say (0 to 1). `features` are those of FEATURES.
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
    words: float = 0.0
    local: float = 0.0
    missing: float = 0.0
    features: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """What is worked out of a query once."""

    query: Query
    wanted: frozenset[str]
    subject: frozenset[str]
    letters: frozenset[str]
    about: frozenset[str]
    unseen: float
    asks_of_row: bool
    weights: tuple[float, ...]


class Reranker:
    """Orders candidates of one snapshot. `weights`: one for each of FEATURES (default: those of ranking.json)."""

    def __init__(self, snapshot: Snapshot, weights: Floats | None = None) -> None:
        self._snapshot = snapshot
        self._views = Views(snapshot)
        self._weights = load_weights(FEATURES) if weights is None else weights
        self._rarities: dict[str, float] = {}
        self._matcher = Matcher(self.rarity)
        self._unseen = math.log(1 + max(1, snapshot.lexical.size))
        self._shares: dict[int, float] = {}

    def rarity(self, gram: str) -> float:
        """log(1 + passages / passages that have the gram); unknown ones count as the rarest."""
        known = self._rarities.get(gram)
        if known is not None:
            return known
        having = self._snapshot.lexical.document_frequency(gram)
        if not having:
            return self._unseen
        rarity = math.log(1 + self._snapshot.lexical.size / having)
        if len(self._rarities) < _MOST_RARITIES:
            self._rarities[gram] = rarity
        return rarity

    def aspect(self, number: int) -> str | None:
        """The aspect whose section the passage stands in."""
        return self._views[number].aspect

    def rank(
        self, query: Query, numbers: Sequence[int], joined: Floats, lexical: Floats, cosine: Floats
    ) -> list[Hit]:
        """The hits that the passages `numbers` make, best first; `(n,) float32` scores of each."""
        if not len(numbers):
            return []
        asked = self._asked(query)
        views = [self._views[int(number)] for number in numbers]
        matching = self._matcher.features(query.search, [view.candidate for view in views], lexical, cosine)
        hits = [
            self._hit(asked, int(numbers[i]), views[i], matching[i], (joined[i], lexical[i], cosine[i]))
            for i in range(len(views))
        ]
        return sorted(hits, key=lambda hit: (not hit.is_place_asked, -hit.score, hit.number))

    def _asked(self, query: Query) -> _Asked:
        wanted, subject = frozenset(bigrams(query.search)), frozenset(bigrams(query.content))
        known = self._snapshot.lexical.knows
        return _Asked(
            query=query,
            wanted=wanted,
            subject=subject,
            letters=frozenset(char for char in query.content if char.isalnum()),
            about=subject | frozenset(gram for word in query.topic_words for gram in bigrams(word)),
            unseen=sum(not known(gram) for gram in subject) / max(1, len(subject)),
            asks_of_row=query.aspect == "contact" or bool(_DUTY.search(query.text)) or not query.content,
            weights=tuple(self._word_weight((word.text, *word.forms)) for word in query.words),
        )

    def _hit(
        self, asked: _Asked, number: int, view: View, matching: Floats, scores: tuple[float, float, float]
    ) -> Hit:
        query, passage = asked.query, view.passage
        topic, aspect = query.topic in view.topics, view.aspect in query.aspects
        evidence = aspect or self._tells(asked, view)
        row = bool(named_cells(query, passage)) and asked.asks_of_row
        heading = self._alike(asked.wanted, view.heading_grams)
        words, local, missing = self._said(asked, view)
        known = {
            "joined": scores[0],
            **self._known(asked, view, topic=topic, aspect=aspect),
            "evidence": evidence,
            "row": row,
            "title_alike": self._alike(asked.wanted, view.title_grams),
            "heading_alike": heading,
            "words": words,
            "words_local": local,
            "words_missing": missing,
        }
        features = (*map(float, matching), *(float(known[name]) for name in KNOWN))
        return Hit(
            number=number,
            passage=passage,
            score=float(np.dot(np.array(features, dtype=np.float32), self._weights)),
            lexical=float(scores[1]),
            cosine=float(scores[2]),
            coverage=self._covered(asked.wanted, view),
            subject=self._covered(asked.subject, view) if asked.subject else 1.0,
            letters=self._share_of_letters(asked.letters, view),
            unseen=asked.unseen,
            heading=heading,
            topic_matches=query.topic is not None and topic,
            aspect_matches=aspect,
            evidence=evidence,
            names_row=row,
            is_place_asked=row and self._is_place_asked(query, passage, topic),
            words=words,
            local=local,
            missing=missing,
            features=features,
        )

    def _tells(self, asked: _Asked, view: View) -> bool:
        aspect = asked.query.aspect
        if view.is_guide:
            return has_evidence(aspect, view.passage.text)
        return tells(aspect, view.own, view.headings, asked.about)

    def _is_place_asked(self, query: Query, passage: Passage, topic: bool) -> bool:
        return (
            is_place_row(passage)
            and passage.cells[0] in named_cells(query, passage)
            and query.aspect in (None, "contact")
            and (topic or query.topic is None or query.assumed_topic)
        )

    def _known(self, asked: _Asked, view: View, *, topic: bool, aspect: bool) -> dict[str, float]:
        """What topic, aspect, place and kind of passage say of how well it fits."""
        query, passage = asked.query, view.passage
        metadata = self._snapshot.documents[passage.document].metadata
        on_topic = query.topic is not None and topic
        other = (
            query.topic is not None
            and not on_topic
            and metadata.topic is not None
            and metadata.topic not in query.topics
            and not query.assumed_topic
        )
        regional = metadata.region not in (None, NATIONWIDE)
        near = 0.0
        if query.region is not None and regional:
            near = 1.0 if query.region in ancestors(str(metadata.region)) else 0.5
        return {
            "topic": on_topic,
            "other_topic": other,
            "aspect": aspect,
            # A question for one section of a topic, and nothing else, wants that section.
            "aspect_alone": aspect and not query.content,
            "about": aspect and self._is_about(query.aspect, metadata.title),
            "guide": metadata.is_guide,
            "wide": query.region is None and metadata.region == NATIONWIDE,
            "near": near,
            "main": self._share_of_sections(passage.document) if on_topic else 0.0,
            "table": passage.kind == "table",
            "question": passage.kind == "question",
        }

    def _is_about(self, aspect: str | None, title: str) -> bool:
        """Whether the title names the aspect: 高新技术企业认定的材料和程序 is the document for 材料."""
        term = self._snapshot.terms.find_aspect(aspect)
        return term is not None and any(word in title for word in term.words)

    def _said(self, asked: _Asked, view: View) -> tuple[float, float, float]:
        """The share of the query's words that the passage says with its context, that its best sentence says with
        the context, and the weight of the weightiest that it does not say."""
        words, weights = asked.query.words, asked.weights
        total = sum(weights)
        if not total:
            return 1.0, 1.0, 0.0
        above = [word.share_in(view.candidate.context) for word in words]
        shares = [
            max(over, word.share_in(view.candidate.text)) for over, word in zip(above, words, strict=True)
        ]
        said = sum(w * share for w, share in zip(weights, shares, strict=True))
        local = max(
            (
                sum(
                    w * max(over, word.share_in(sentence))
                    for w, over, word in zip(weights, above, words, strict=True)
                )
                for sentence in view.sentences
            ),
            default=0.0,
        )
        missing = max(w * (1 - share) for w, share in zip(weights, shares, strict=True))
        return said / total, local / total, missing / self._unseen

    def _word_weight(self, forms: Iterable[str]) -> float:
        """How rare a word is: the mean of its bigrams' rarities, in the form that documents know best."""
        return min((self._mean_rarity(form) for form in forms), default=0.0)

    def _mean_rarity(self, word: str) -> float:
        pairs = bigrams(word)
        return sum(map(self.rarity, pairs)) / len(pairs) if pairs else 0.3 * self.rarity(word)

    def _covered(self, wanted: frozenset[str], view: View) -> float:
        return self._weight(wanted & view.grams) / self._weight(wanted) if wanted else 1.0

    def _share_of_letters(self, letters: frozenset[str], view: View) -> float:
        total = sum(map(self.rarity, letters))
        found = sum(self.rarity(char) for char in letters if char in view.full)
        return found / total if total else 1.0

    def _alike(self, ours: frozenset[str], theirs: frozenset[str]) -> float:
        shared = ours & theirs
        return 2 * self._weight(shared) / (self._weight(ours) + self._weight(theirs)) if shared else 0.0

    def _weight(self, some: Iterable[str]) -> float:
        return sum(map(self.rarity, some))

    def _share_of_sections(self, document: int) -> float:
        """The share of a procedure's usual sections that a document has, 0 to 1: the main guide has most."""
        if document not in self._shares:
            aspects = {self._views[number].aspect for number in self._views.of_document(document)} - {None}
            self._shares[document] = min(1.0, len(aspects) / _USUAL_SECTIONS)
        return self._shares[document]


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
