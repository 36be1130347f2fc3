"""One answer for three audiences: the enterprise, the hotline operator and the case staff."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np

from contracts import Citation
from index.answering.decide import answers
from index.answering.declines import Declines
from index.answering.numbered import Numbered
from index.answering.offers import Offers
from index.answering.recall import Recall
from index.answering.regions import Regions
from index.answering.related import Related
from index.answering.telling import Teller
from index.answering.today import china_today
from index.answering.years import Years
from index.lexicon.courtesy import is_greeting
from index.lexicon.divisions import NATIONWIDE, load_divisions
from index.lexicon.evidence import has_evidence
from index.lexicon.places import Gazetteer
from index.model.answer import Answer, AnswerOutcome
from index.question.following import Follower
from index.question.query import Query, QueryReader
from index.quoting.citing import cite
from index.search.reranker import Hit
from index.search.retriever import Allowed, Retriever
from index.search.scope import Scope, make_past_scope, make_scope, without_past
from index.text.normalise import canonical, drop_halves
from index.version.snapshot import Snapshot

__all__ = ["Answer", "AnswerOutcome", "Answerer"]

_HITS = 12
_FEW, _ONE_WORD = 8, 2  # characters of a subject looked for in the conversation's topic first, or only there
_WITHIN = 0.5  # of the subject: what the topic's documents must cover then
_NEARLY = 3.0  # of the ranking score: a section that near the best passage is taken before it


class Answerer:
    """Answers from one index version. Safe for many threads."""

    def __init__(self, snapshot: Snapshot, *, today: Callable[[], date] | None = None) -> None:
        held = frozenset(d.metadata.region for d in snapshot.documents if d.metadata.region)
        self._snapshot = snapshot
        self.today = today or china_today
        self.terms = snapshot.terms
        self.gazetteer = Gazetteer(load_divisions(), held)
        self._reader = QueryReader(snapshot.terms, self.gazetteer, snapshot.lexical)
        self._retriever = Retriever(snapshot)
        self._related = Related(snapshot)
        self._teller = Teller(snapshot, self._retriever, self._related)
        self._declines = Declines(snapshot, self._related)
        self.offers = Offers(snapshot, self._related)
        self._regions = Regions(
            snapshot, self._retriever, self._related, self._teller, self.offers, self._declines
        )
        self._numbered = Numbered(snapshot, self._retriever, self._related, self._teller, self._declines)
        self._years = Years(snapshot, self._related, self._declines)
        self.follower = Follower(snapshot.terms, self.gazetteer)
        self.recall = Recall(snapshot, self._retriever, self._related)

    @property
    def index_version(self) -> str:
        """The version this answers from."""
        return self._snapshot.version

    @property
    def is_verified(self) -> bool:
        """Whether the version's files were compared with their checksums."""
        return self._snapshot.is_verified

    def allowed(self, region: str | None) -> Allowed:
        """`(n,) bool`: passages in force today in `region` (None: anywhere)."""
        held = region is None or self.gazetteer.holds(region)
        return self._retriever.allowed(region if held else NATIONWIDE, self.today(), self.today())

    def find(
        self,
        question: str,
        *,
        region: str | None = None,
        on: date | None = None,
        topic: str | None = None,
        k: int = _HITS,
    ) -> tuple[Query, list[Hit]]:
        """How a question is understood, and the best `k` valid passages, without the decision whether they answer."""
        query = self._reader.read(question, region=region, topic=topic, today=self.today())
        scope = make_scope(self._retriever, query, on, self.today())
        return query, self._retriever.search(query, scope.allowed, k)

    def cite(self, hit: Hit) -> Citation:
        """The citation of a passage found."""
        return cite(self._snapshot.documents[hit.passage.document], hit.passage, self.today())

    def answer(
        self, question: str, *, region: str | None = None, on: date | None = None, topic: str | None = None
    ) -> Answer:
        """The answer to one question.

        `region` is the conversation's or the enterprise's (a place in the question wins); `on` the day the rules must
        hold (default: today, or the year the question names); `topic` the conversation's topic, for follow-ups.
        """
        question = drop_halves(question)
        read = partial(self._reader.read, region=region, topic=topic, today=self.today())
        query = read(question)
        if is_greeting(query.text) or not any(char.isalnum() for char in query.text):
            return self._declines.for_nothing(query)
        if numbered := self._numbered.answer(question, read, self.today()):
            return numbered
        found = self._find_answer(query, question, region=region, on=on, topic=topic)
        now = partial(self.answer, region=region, topic=topic)
        return self._years.unrecorded(query, on, self.today(), found, now) or found

    def _find_answer(
        self, query: Query, question: str, *, region: str | None, on: date | None, topic: str | None
    ) -> Answer:
        """What documents of the place and the time asked for say to a query, or that they say nothing."""
        if on is None and (past := self._in_the_past(question, region, topic)):
            return past
        scope = make_scope(self._retriever, query, on, self.today())
        if exact := self._asked_exactly(query, scope, question):
            return exact
        hits = self._retriever.search(query, scope.allowed, _HITS)
        if topic is not None and (known := self._within_topic(query, scope, hits, topic)):
            return known
        if not query.held:
            return self._regions.elsewhere(query, scope, hits)
        if self._regions.is_no_row(query, scope, hits):
            return self._declines.for_region(query, str(query.place), [])
        if bare := self.offers.for_bare(query, scope):
            return bare
        if place_bare := self._topic_at_place(query, scope, hits):
            return place_bare
        if missing := self._teller.missing(query, scope, hits):
            return missing
        # 武汉呢 after a topic asks for that topic there, or nothing.
        strays = hits and not (hits[0].topic_matches or hits[0].names_row)
        if query.assumed_topic and not query.content and strays:
            allowed = scope.allowed & self._retriever.of_topic(str(query.topic))
            hits = self._retriever.search(query, allowed, _HITS)
        hits = _to_the_point(query, hits)
        if answers(query, hits):
            return self.offers.for_regions(query, hits, scope) or self._teller.answered(query, scope, hits)
        found = self._regions.section(query, scope, hits) or self._regions.below(query, scope)
        open_ = None if found or query.content else self._teller.missing(query, scope, hits, certain=True)
        return found or open_ or self._of_topic(query, scope) or self._regions.not_found(query, scope, hits)

    def _of_topic(self, query: Query, scope: Scope) -> Answer | None:
        """Nothing answers what says no more than a topic (科小是什么): what of it is meant."""
        topic = self.terms.find_topic(query.topic)
        if topic is None or query.content or query.aspects or query.place or query.assumed_topic:
            return None
        return self.offers.of_topic(query, topic, scope.allowed)

    def is_known_question(self, question: str) -> bool:
        """Whether a document answers exactly this question: it is offered in these words."""
        return bool(self._related.passages_asked(question))

    def _in_the_past(self, question: str, region: str | None, topic: str | None) -> Answer | None:
        """What is no longer in force answers a question about the past (以前的办法), where it does."""
        bare = without_past(question)
        if bare is None:
            return None
        query = self._reader.read(bare, region=region, topic=topic, today=self.today())
        scope = make_past_scope(self._retriever, query, self.today())
        hits = self._retriever.search(query, scope.allowed, _HITS) if scope else []
        return self._teller.answered(query, scope, hits) if scope and answers(query, hits) else None

    def _asked_exactly(self, query: Query, scope: Scope, question: str) -> Answer | None:
        """The answer to a question that stands in a guide in these very words; it is offered so."""
        allowed = np.zeros_like(scope.allowed)
        allowed[self._related.passages_asked(question)] = True
        hits = self._retriever.search(query, allowed & scope.allowed, _HITS) if allowed.any() else []
        return self._teller.answered(query, scope, hits) if hits else None

    def _topic_at_place(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer | None:
        """Only a topic is named, perhaps with a place (武汉高企): what of it; where nothing has it, that it is so."""
        alone = query.bare or self.follower.names_topic_and_place_only(query.text)
        if not alone or query.topic is None or query.aspect is not None or query.overview or query.specific:
            return None
        if hits and (hits[0].names_row or hits[0].passage.kind == "row"):
            return None
        if not any(hit.topic_matches for hit in hits):
            return self._regions.not_found(query, scope, hits)
        if query.place is None or len(self._related.documents_in(query.topic, query.place)) == 1:
            return None
        topic = self.terms.find_topic(query.topic)
        return self.offers.of_topic(query, topic, scope.allowed) if topic else None

    def states(self, answer: Answer) -> bool:
        """Whether documents tell the aspect of the topic that an answer is about (and do not just leave it open)."""
        if answer.aspect is None or answer.topic is None:
            return True
        told = " ".join(citation.passage for citation in answer.citations)
        return answer.aspect in self._related.aspects_of(answer.topic, self.allowed(answer.region)) or (
            bool(told) and has_evidence(answer.aspect, canonical(told))
        )

    def _within_topic(self, query: Query, scope: Scope, hits: list[Hit], topic: str) -> Answer | None:
        """For a few words that name no topic: the conversation's answer; nothing found for one word (奖励) is said so.

        None: the question stands by itself.
        """
        size = sum(map(len, query.content.split()))
        if query.topics or not 0 < size <= _FEW or (hits and hits[0].names_row):
            return None
        inside = replace(query, topics=(topic,), assumed_topic=True)
        allowed = scope.allowed & self._retriever.of_topic(topic)
        # One city's rule is no answer for an unknown place where a nationwide one exists.
        if query.region is None:
            nationwide = allowed & self._retriever.allowed(NATIONWIDE, scope.start, scope.end)
            allowed = nationwide if nationwide.any() else allowed
        near = self._retriever.search(inside, allowed, _HITS)
        if near and near[0].subject >= _WITHIN and answers(inside, near):
            return self._teller.answered(inside, scope, near)
        return self._declines.for_query(inside, near) if size <= _ONE_WORD else None


def _to_the_point(query: Query, hits: list[Hit]) -> list[Hit]:
    """The hits with what answers most directly first: the row that is named before its table; and, where just an
    aspect of a topic is asked for, the section for it, if it is nearly as good as the best."""
    if not hits or hits[0].names_row:
        return hits
    best = hits[0]
    if best.passage.kind == "table":
        rows = [h for h in hits if h.passage.kind == "row" and h.passage.section == best.passage.section]
        first = next((h for h in rows if h.names_row), None) or _only_row(best, rows)
    elif (
        query.aspect is None
        or query.topic is None
        or query.content
        or best.aspect_matches
        or best.passage.kind in {"question", "row"}
    ):
        return hits
    else:
        near = (h for h in hits if h.aspect_matches and h.topic_matches and h.score >= best.score - _NEARLY)
        first = next(near, None)
    return hits if first is None else [first, *(hit for hit in hits if hit is not first)]


def _only_row(table: Hit, rows: list[Hit]) -> Hit | None:
    """The one of the rows that says as much of what is asked as its whole table; None where several do, or none."""
    said = [row for row in rows if row.coverage >= table.coverage and row.words >= table.words]
    return said[0] if len(said) == 1 and len(rows) > 1 else None
