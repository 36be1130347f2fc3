"""One answer for three audiences: the enterprise, the hotline operator and the case staff."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from contracts import Citation
from index.answer_record import Answer, AnswerOutcome
from index.compose import Composer, Said, find_contact
from index.decide import answers, is_likely
from index.declines import Declines
from index.divisions import NATIONWIDE, last_name, load_divisions
from index.evidence import has_evidence
from index.following import Follower
from index.normalise import canonical, fold
from index.offers import Offers
from index.places import Gazetteer
from index.query import Query, QueryReader
from index.recall import Recall
from index.related import Related
from index.reranker import Hit
from index.retriever import Allowed, Retriever
from index.scope import Scope, make_scope
from index.snapshot import Snapshot
from index.standing import cite, short_place

__all__ = ["Answer", "AnswerOutcome", "Answerer", "china_today"]

_HITS = 12
_FEW, _ONE_WORD = (
    8,
    2,
)  # characters of a subject that is looked for in the conversation's topic first, or only there
_WITHIN = 0.5  # of the subject: what the topic's documents must cover then
_SURE = 0.75  # of the subject: what another region's or a nationwide document must cover to speak for a place not held


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
        self._composer = Composer(snapshot, self._retriever)
        self._related = Related(snapshot)
        self._declines = Declines(snapshot, self._related)
        self.offers = Offers(snapshot, self._related)
        self.follower = Follower(snapshot.terms, self.gazetteer)
        self.recall = Recall(snapshot, self._retriever, self._related)

    @property
    def index_version(self) -> str:
        """The version this answers from."""
        return self._snapshot.version

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
        query = self._reader.read(question, region=region, topic=topic, today=self.today())
        if not any(char.isalnum() for char in query.text):
            return self._declines.for_nothing(query)
        scope = make_scope(self._retriever, query, on, self.today())
        if exact := self._asked_exactly(query, scope, question):
            return exact
        hits = self._retriever.search(query, scope.allowed, _HITS)
        if topic is not None and (known := self._within_topic(query, scope, hits, topic)):
            return known
        if not query.held:
            return self._elsewhere(query, scope, hits)
        if self._is_no_row(query, scope, hits):
            return self._declines.for_region(query, str(query.place), [])
        if bare := self.offers.for_bare(query, scope):
            return bare
        if query.bare and query.topic is not None and not any(hit.topic_matches for hit in hits):
            return self._not_found(query, scope, hits)
        if said := self._missing(query, scope, hits):
            return self._answer(query, scope, hits, said)
        if (
            query.assumed_topic
            and not query.content
            and hits
            and not (hits[0].topic_matches or hits[0].names_row)
        ):
            return self._not_found(
                query, scope, hits
            )  # 武汉呢 after a topic asks for that topic there, or nothing
        if answers(query, hits):
            return self.offers.for_regions(query, hits) or self._answered(query, scope, hits)
        section = self._section(query, scope)
        return section or self._below(query, scope) or self._not_found(query, scope, hits)

    def is_known_question(self, question: str) -> bool:
        """Whether a document answers exactly this question: it is offered in these words."""
        return bool(self._related.passages_asked(question))

    def _asked_exactly(self, query: Query, scope: Scope, question: str) -> Answer | None:
        """The answer to a question that stands in a guide in these very words; it is offered so."""
        allowed = np.zeros_like(scope.allowed)
        allowed[self._related.passages_asked(question)] = True
        hits = self._retriever.search(query, allowed & scope.allowed, _HITS) if allowed.any() else []
        return self._answered(query, scope, hits) if hits else None

    def _section(self, query: Query, scope: Scope) -> Answer | None:
        """Just an aspect of a topic is asked for, and a document of the topic has a section for it."""
        if query.topic is None or query.aspect is None or len(query.content) > 1:
            return None
        allowed = self._related.sections_for(query.topic, query.aspect) & scope.allowed
        hits = self._retriever.search(query, allowed, _HITS)
        return self._answered(query, scope, hits) if hits else None

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
        if (
            query.region is None
        ):  # one city's rule is no answer for an unknown place where a nationwide one exists
            nationwide = allowed & self._retriever.allowed(NATIONWIDE, scope.start, scope.end)
            allowed = nationwide if nationwide.any() else allowed
        near = self._retriever.search(inside, allowed, _HITS)
        if near and near[0].subject >= _WITHIN and answers(inside, near):
            return self._answered(inside, scope, near)
        return self._declines.for_query(inside, near) if size <= _ONE_WORD else None

    def _is_no_row(self, query: Query, scope: Scope, hits: list[Hit]) -> bool:
        """Whether it asks for a district's people, and the table of districts has no row for it."""
        if hits and hits[0].names_row:
            return False
        if query.content or not (query.aspect == "contact" or (query.aspect is None and query.assumed_topic)):
            return False
        others = self._retriever.rows_of_others(query, scope.allowed)
        about = {self._snapshot.documents[passage.document].metadata.topic for passage in others}
        return bool(others) and (query.topic is None or bool(about & {query.topic, None}))

    def _answered(self, query: Query, scope: Scope, hits: list[Hit], note: str = "") -> Answer:
        said = self._composer.say(query, hits, scope.today)
        return self._answer(query, scope, hits, replace(said, text=note + said.text))

    def _answer(self, query: Query, scope: Scope, hits: list[Hit], said: Said) -> Answer:
        best = hits[0].passage
        return Answer(
            outcome="answered",
            text=said.text,
            speakable=said.speakable,
            figures=said.figures,
            citations=said.citations,
            related=self._related.after(best, query.aspect, query.text, scope.allowed),
            topic=query.topic or self._snapshot.documents[best.document].metadata.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self.index_version,
        )

    def _missing(self, query: Query, scope: Scope, hits: list[Hit]) -> Said | None:
        """文件未载明…: a guide matches the topic, and nothing found says anything of the aspect that is asked for."""
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if (
            not hits
            or aspect is None
            or query.topic is None
            or (query.content and not is_likely(query, hits))
        ):
            return None
        best = hits[0]
        metadata = self._snapshot.documents[best.passage.document].metadata
        if aspect.id in self._related.aspects_of(query.topic, scope.allowed):
            return None
        told = fold(best.passage.text + best.passage.heading)
        if (
            best.evidence
            or not metadata.is_guide
            or not best.topic_matches
            or any(w in told for w in aspect.words)
        ):
            return None
        contact = find_contact(
            self._snapshot, self._retriever, best.passage.document, str(metadata.topic), scope.allowed
        )
        return self._composer.missing(query, hits, aspect.name, contact, scope.today)

    def _elsewhere(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer:
        """The question names a place of which nothing is held: a nationwide rule may answer, else say so."""
        place = str(query.place)
        nationwide = answers(query, hits) and (hits[0].topic_matches or query.topic is None)
        if nationwide and hits[0].subject >= _SURE:
            return self._answered(
                query, scope, hits, f"没有收录{short_place(place)}的文件，以下是全国性规定。\n"
            )
        anywhere = replace(query, held=True, region=None, place=None)
        wide = self._everywhere(anywhere, scope)
        # A document can speak of another place: 上海市科学学研究所.
        if (
            wide
            and last_name(place) in wide[0].passage.text
            and wide[0].subject >= _SURE
            and answers(anywhere, wide)
        ):
            return self._answered(anywhere, scope, wide)
        return self._declines.for_region(query, place, wide)

    def _below(self, query: Query, scope: Scope) -> Answer | None:
        """Nothing for the whole region, but a part of it has an answer: give it by that part's name, or ask which."""
        if query.region is None or query.region == NATIONWIDE:
            return None
        allowed = self._retriever.below(query.region, scope.start, scope.end)
        hits = self._retriever.search(query, allowed, _HITS)
        if not answers(query, hits):
            return None
        name, regions = short_place(query.region), self._declines.regions_of(query, hits[:3])
        offer = self.offers.among(query, f"没有收录{name}全域的规定，您要看哪里的？", regions)
        note = f"没有收录{name}全域的规定，以下只适用于{short_place(regions[0])}。\n" if regions else ""
        return offer or self._answered(query, scope, hits, note)

    def _not_found(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer:
        here = any(hit.topic_matches for hit in hits)
        if query.region is not None and (query.place is None or query.assumed_topic) and not here:
            anywhere = replace(query, region=None)
            wide = self._everywhere(anywhere, scope)
            if answers(anywhere, wide):
                return self._declines.for_region(query, query.region, wide)
        return self._declines.for_query(query, hits)

    def _everywhere(self, query: Query, scope: Scope) -> list[Hit]:
        return self._retriever.search(query, self._retriever.allowed(None, scope.start, scope.end), _HITS)


def china_today() -> date:
    """The Chinese calendar day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()
