"""What topic, aspect, place and words say of how well a passage fits a question: features of learned ranking."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from index.lexicon.divisions import NATIONWIDE, ancestors
from index.lexicon.evidence import has_evidence
from index.question.query import Query
from index.search.candidates import is_place_row, is_unasked_section, named_cells
from index.search.views import View, Views
from index.text.grams import bigrams
from index.version.snapshot import Snapshot

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
    "names_missing",
    "words_unknown",
    "question",
    "unasked",
)
_in_order = itemgetter(*KNOWN)
_USUAL_SECTIONS = 5
_TITLES = 5_000  # titles and headings whose weight is kept
_DUTY = re.compile(
    r"负责|联系|找谁|问谁|分管|管|领导|部门|哪个处|哪个区|哪几个区|哪些区|包区|对接|对应|是谁|谁是"
)


@dataclass(frozen=True)
class Asked:
    """What is worked out of a query once. `above`: what each context met so far says of each word."""

    query: Query
    wanted: frozenset[str]
    wanted_weight: float
    subject: frozenset[str]
    letters: frozenset[str]
    about: frozenset[str]
    unseen: float
    asks_of_row: bool
    weights: tuple[float, ...]
    unknown: float
    above: dict[str, list[float]] = field(default_factory=dict)


class Known:
    """Reads questions and passages of one snapshot; `rarity` is log(1 + passages / passages that have a gram)."""

    def __init__(
        self, snapshot: Snapshot, views: Views, rarity: Callable[[str], float], unseen: float
    ) -> None:
        """`unseen` is the rarity of what no passage has."""
        self._snapshot = snapshot
        self._views = views
        self._rarity = rarity
        self._unseen = unseen
        self._shares: dict[int, float] = {}
        self._weight_of_title = lru_cache(_TITLES)(self._weight)

    def asked(self, query: Query) -> Asked:
        """What is worked out of a query once."""
        wanted, subject = frozenset(bigrams(query.search)), frozenset(bigrams(query.content))
        known = self._snapshot.lexical.knows
        weights = tuple(self._word_weight(word.all) for word in query.words)
        return Asked(
            query=query,
            wanted=wanted,
            wanted_weight=self._weight(wanted),
            subject=subject,
            letters=frozenset(char for char in query.content if char.isalnum()),
            about=subject | frozenset(gram for word in query.topic_words for gram in bigrams(word)),
            unseen=sum(not known(gram) for gram in subject) / max(1, len(subject)),
            asks_of_row=query.aspect == "contact" or bool(_DUTY.search(query.text)) or not query.content,
            weights=weights,
            unknown=sum(
                w
                for w, word in zip(weights, query.words, strict=True)
                if not any(map(self._is_known, word.all))
            )
            / max(1e-6, sum(weights)),
        )

    def features(self, asked: Asked, view: View, joined: float) -> tuple[float, ...]:
        """The values of KNOWN: what topic, aspect, place, words and kind of passage say of how well it fits."""
        query, passage = asked.query, view.passage
        metadata = self._snapshot.documents[passage.document].metadata
        topic = query.topic is not None and query.topic in view.topics
        aspect = view.aspect is not None and view.aspect in query.aspects
        words, local, missing, names = self._said(asked, view)
        values = {
            "joined": joined,
            "topic": topic,
            "other_topic": not topic and self._is_other_topic(query, metadata.topic),
            "aspect": aspect,
            # A question for one section of a topic, and nothing else, wants that section.
            "aspect_alone": aspect and not query.content,
            "about": aspect and self._is_about(query.aspect, metadata.title),
            "evidence": aspect or self._tells(asked, view),
            "row": asked.asks_of_row and bool(named_cells(query, passage)),
            "guide": metadata.is_guide,
            "wide": query.region is None and metadata.region == NATIONWIDE,
            "near": _nearness(query.region, metadata.region),
            "main": self._share_of_sections(passage.document) if topic else 0.0,
            "table": passage.kind == "table",
            "title_alike": self._alike(asked, view.title_grams),
            "heading_alike": self._alike(asked, view.heading_grams),
            "words": words,
            "words_local": local,
            "words_missing": missing,
            "names_missing": names,
            "words_unknown": asked.unknown,
            "question": passage.kind == "question",
            "unasked": is_unasked_section(query, view.aspect, view.is_guide),
        }
        return tuple(map(float, _in_order(values)))

    def _is_other_topic(self, query: Query, topic: str | None) -> bool:
        asked = query.topic is not None and not query.assumed_topic
        return asked and topic is not None and topic not in query.topics

    def _is_about(self, aspect: str | None, title: str) -> bool:
        """Whether the title names the aspect: 高新技术企业认定的材料和程序 is the document for 材料."""
        term = self._snapshot.terms.find_aspect(aspect)
        return term is not None and any(word in title for word in term.words)

    def _said(self, asked: Asked, view: View) -> tuple[float, float, float, float]:
        """The share of the query's words that the passage says with its context, that its best sentence says with
        the context, and the weight of the weightiest that it does not say, of all and of those that name things."""
        words, weights = asked.query.words, asked.weights
        total = sum(weights)
        if not total:
            return 1.0, 1.0, 0.0, 0.0
        context, text = view.candidate.context, view.candidate.text
        above = asked.above.get(context)
        if above is None:
            above = asked.above[context] = [word.share_in(context) for word in words]
        shares = [
            over if over == 1.0 else max(over, word.share_in(text))
            for over, word in zip(above, words, strict=True)
        ]
        said = sum(w * share for w, share in zip(weights, shares, strict=True))
        fixed = sum(w * over for w, over in zip(weights, above, strict=True))
        more = [
            (w * (1 - over), word)
            for w, over, share, word in zip(weights, above, shares, words, strict=True)
            if share > over
        ]
        sentences = view.sentences if more else ()
        local = max(
            (sum([w for w, word in more if word.stands_in(sentence)]) for sentence in sentences),
            default=0.0,
        )
        missing = [w * (1 - share) / self._unseen for w, share in zip(weights, shares, strict=True)]
        names = max((m for m, word in zip(missing, words, strict=True) if word.names), default=0.0)
        return said / total, (fixed + local) / total, max(missing), names

    def _is_known(self, word: str) -> bool:
        """Whether passages have every pair of characters of a word."""
        return all(self._snapshot.lexical.knows(pair) for pair in bigrams(word))

    def _word_weight(self, forms: Iterable[str]) -> float:
        """How rare a word is: the mean of its bigrams' rarities, in the form that documents know best."""
        return min((self._mean_rarity(form) for form in forms), default=0.0)

    def _mean_rarity(self, word: str) -> float:
        pairs = bigrams(word)
        return sum(map(self._rarity, pairs)) / len(pairs) if pairs else 0.3 * self._rarity(word)

    def is_place_asked(self, asked: Asked, view: View) -> bool:
        """Whether the passage is the row of the place that is asked for, and nothing else is asked."""
        query = asked.query
        return (
            is_place_row(view.passage)
            and view.passage.cells[0] in named_cells(query, view.passage)
            and query.aspect in (None, "contact")
            and (query.topic in view.topics or query.topic is None or query.assumed_topic)
        )

    def covered(self, wanted: frozenset[str], view: View) -> float:
        """The share of the grams, by how rare they are, that a passage has with its context."""
        return self._weight(wanted & view.grams) / self._weight(wanted) if wanted else 1.0

    def share_of_letters(self, letters: frozenset[str], view: View) -> float:
        """The same of single characters."""
        total = sum(map(self._rarity, letters))
        found = sum(self._rarity(char) for char in letters if char in view.full)
        return found / total if total else 1.0

    def _alike(self, asked: Asked, theirs: frozenset[str]) -> float:
        shared = asked.wanted & theirs
        if not shared:
            return 0.0
        return 2 * self._weight(shared) / (asked.wanted_weight + self._weight_of_title(theirs))

    def _weight(self, some: Iterable[str]) -> float:
        return sum(map(self._rarity, some))

    def _tells(self, asked: Asked, view: View) -> bool:
        aspect = asked.query.aspect
        if view.is_guide:
            return has_evidence(aspect, view.passage.text)
        return view.evidence.tells(aspect, asked.about)

    def _share_of_sections(self, document: int) -> float:
        """The share of a procedure's usual sections that a document has, 0 to 1: the main guide has most."""
        if document not in self._shares:
            self._shares[document] = min(1.0, len(self._views.aspects_of(document)) / _USUAL_SECTIONS)
        return self._shares[document]


def _nearness(asked: str | None, region: str | None) -> float:
    """1 for a rule of the region asked for or of a part of it, 0.5 for one of a region above it."""
    if asked is None or region is None or region == NATIONWIDE:
        return 0.0
    return 1.0 if asked in ancestors(region) else 0.5
