"""One answer record for three audiences: the enterprise, the hotline operator and the case staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from contracts import Citation, QuickReply
from index.compose import Composer, Said, find_contact
from index.decide import answers
from index.divisions import NATIONWIDE, covers, load_divisions
from index.normalise import fold
from index.places import Gazetteer
from index.query import Query, QueryReader
from index.related import Related, ask
from index.reranker import Hit
from index.retriever import Retriever
from index.snapshot import Snapshot
from index.standing import cite, short_place

AnswerOutcome = Literal["answered", "clarify", "no_answer", "out_of_scope", "other_region"]

_HITS = 12
_CHOICES = 4


class Answer(BaseModel):
    """What the index says to one question.

    `text` quotes the first citation's passage after a short lead-in; `figures` are the amounts, dates and ratios of the
    text, each of which stands in a cited passage; `speakable` can be read aloud; `related` are questions that have
    answers; `choices` (for `clarify`) are full questions that will be understood. `topic` and `aspect` are ids of
    terms.yml, `region` the path the answer was looked up for (None: no place was known).
    """

    model_config = ConfigDict(frozen=True)

    outcome: AnswerOutcome
    text: str
    citations: list[Citation] = []
    figures: list[str] = []
    speakable: str = ""
    related: list[str] = []
    choices: list[QuickReply] = []
    topic: str | None = None
    aspect: str | None = None
    region: str | None = None
    index_version: str


@dataclass(frozen=True)
class _Scope:
    """Where one question is looked up: `start` to `end` in force, `allowed` passages."""

    today: date
    start: date
    end: date
    allowed: NDArray[np.bool_]


class Answerer:
    """Answers from one index version. Safe for many threads."""

    def __init__(self, snapshot: Snapshot, *, today: Callable[[], date] | None = None) -> None:
        held = frozenset(d.metadata.region for d in snapshot.documents if d.metadata.region)
        self._snapshot = snapshot
        self._held = held
        self._today = today or china_today
        self._reader = QueryReader(snapshot.terms, Gazetteer(load_divisions(), held), snapshot.lexical)
        self.retriever = Retriever(snapshot)
        self._composer = Composer(snapshot, self.retriever)
        self._related = Related(snapshot, self.retriever)

    @property
    def index_version(self) -> str:
        """The version this answers from."""
        return self._snapshot.version

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
        query = self._reader.read(question, region=region, topic=topic, today=self._today())
        return query, self.retriever.search(query, self._scope(query, on).allowed, k)

    def cite(self, hit: Hit) -> Citation:
        """The citation of a passage found."""
        return cite(self._snapshot.documents[hit.passage.document], hit.passage, self._today())

    def answer(
        self, question: str, *, region: str | None = None, on: date | None = None, topic: str | None = None
    ) -> Answer:
        """The answer to one question.

        `region` is the conversation's or the enterprise's (a place in the question wins); `on` the day the rules must
        hold (default: today, or the year the question names); `topic` the conversation's topic, for follow-ups.
        """
        query = self._reader.read(question, region=region, topic=topic, today=self._today())
        if not any(char.isalnum() for char in query.text):
            return self._declined(query, "out_of_scope", [])
        scope = self._scope(query, on)
        hits = self.retriever.search(query, scope.allowed, _HITS)
        if not query.held:
            return self._elsewhere(query, scope, hits)
        if bare := self._bare(query, scope, hits):
            return bare
        if answers(query, hits):
            return self._several_regions(query, hits) or self._answered(query, scope, hits)
        return self._below(query, scope) or self._not_found(query, scope, hits)

    def _scope(self, query: Query, on: date | None) -> _Scope:
        today = on or self._today()
        start, end = today, today
        if on is None and query.year is not None:
            start, end = date(query.year, 1, 1), date(query.year, 12, 31)
        region = query.region if query.held else NATIONWIDE
        allowed = self.retriever.allowed(region, start, end)
        if query.year is not None and on is None:
            # A year can also be what is asked about: 2016年10月启动了什么.
            told = self.retriever.mentions(str(query.year)) & self.retriever.allowed(region, today, today)
            allowed = allowed | told
        return _Scope(today, start, end, allowed)

    def _answered(self, query: Query, scope: _Scope, hits: list[Hit]) -> Answer:
        missing = self._missing(query, scope, hits)
        said = missing or self._composer.say(query, hits, scope.today)
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

    def _missing(self, query: Query, scope: _Scope, hits: list[Hit]) -> Said | None:
        """文件未载明…: the question is only for one aspect of a topic, and nothing found says anything of it."""
        best = hits[0]
        document = self._snapshot.documents[best.passage.document].metadata
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if aspect is None or not document.is_guide or not best.topic_matches or best.aspect_matches:
            return None
        if best.evidence or any(
            word in fold(best.passage.text + best.passage.heading) for word in aspect.words
        ):
            return None
        contact = find_contact(
            self._snapshot, self.retriever, best.passage.document, str(document.topic), scope.allowed
        )
        return self._composer.missing(query, hits, aspect.name, contact, scope.today)

    def _elsewhere(self, query: Query, scope: _Scope, hits: list[Hit]) -> Answer:
        """The question names a place of which nothing is held: a nationwide rule may answer, else say so."""
        if hits and answers(query, hits) and (hits[0].topic_matches or query.topic is None):
            answered = self._answered(query, scope, hits)
            place = short_place(str(query.place))
            return answered.model_copy(
                update={"text": f"没有收录{place}的文件，以下是全国性规定。\n{answered.text}"}
            )
        everywhere = replace(query, held=True, region=None, place=None)
        wide = self.retriever.search(everywhere, self.retriever.allowed(None, scope.start, scope.end), _HITS)
        name = str(query.place).rsplit("/", 1)[-1]
        if wide and name in wide[0].passage.text and wide[0].subject >= 0.9 and answers(everywhere, wide):
            return self._answered(everywhere, scope, wide)
        return self._other_region(query, short_place(str(query.place)), wide)

    def _other_region(self, query: Query, place: str, hits: list[Hit]) -> Answer:
        about = self._snapshot.terms.find_topic(query.topic)
        subject = f"关于{about.name}的" if about else "的"
        text = f"没有收录{place}{subject}文件，不能用其他地区的规定代替。请向{place}的主管部门核实。"
        regions = self._regions_of(hits, query)
        if regions:
            text += f"目前收录的有：{'、'.join(short_place(region) for region in regions)}。"
        return Answer(
            outcome="other_region",
            text=text,
            speakable=f"没有收录{place}{subject}文件，请向当地主管部门核实。",
            topic=query.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self.index_version,
        )

    def _regions_of(self, hits: list[Hit], query: Query) -> list[str]:
        found = [
            str(self._snapshot.documents[hit.passage.document].metadata.region)
            for hit in hits
            if hit.topic_matches or query.topic is None
        ]
        return [r for r in dict.fromkeys(found) if r not in {"None", NATIONWIDE}][:_CHOICES]

    def _bare(self, query: Query, scope: _Scope, hits: list[Hit]) -> Answer | None:
        """Only a topic (高企) or only an aspect (要什么材料): offer what can be asked."""
        if query.content or query.overview or query.specific or query.place is not None:
            return None
        topic = self._snapshot.terms.find_topic(query.topic)
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if topic is not None and aspect is None:
            aspects = self._related.aspects_of(topic.id, scope.allowed)[:_CHOICES]
            named = [term for a in aspects if (term := self._snapshot.terms.find_aspect(a))]
            choices = [QuickReply(title=term.name, text=ask(topic, term.id)) for term in named]
            return (
                self._clarify(query, f"您想了解{topic.name}的哪一方面？", choices)
                if len(choices) >= 2
                else None
            )
        if topic is None and aspect is not None:
            topics = self._related.topics_with(aspect.id, scope.allowed)[:_CHOICES]
            choices = [QuickReply(title=term.name, text=ask(term, aspect.id)) for term in topics]
            return (
                self._clarify(query, f"您问的是哪个事项的{aspect.name}？", choices)
                if len(choices) >= 2
                else None
            )
        return None

    def _several_regions(self, query: Query, hits: list[Hit]) -> Answer | None:
        """No place is known, and several regions' documents answer about equally well: ask which."""
        if query.region is not None or query.topic is None:
            return None
        best = hits[0]
        regions: list[str] = []
        for hit in hits:
            region = self._snapshot.documents[hit.passage.document].metadata.region
            if (
                hit.score < best.score - 0.6
                or hit.subject < best.subject
                or hit.aspect_matches != best.aspect_matches
            ):
                continue
            if region is None or region == NATIONWIDE:
                return None
            if hit.topic_matches and all(not covers(region, r) and not covers(r, region) for r in regions):
                regions.append(region)
        if len(regions) < 2:
            return None
        choices = [
            QuickReply(title=short_place(r), text=f"{short_place(r)}{query.text}") for r in regions[:_CHOICES]
        ]
        return self._clarify(query, "各地规定不同，您问的是哪里？", choices)

    def _clarify(self, query: Query, text: str, choices: list[QuickReply]) -> Answer:
        return Answer(
            outcome="clarify",
            text=text,
            speakable=text,
            choices=choices,
            topic=query.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self.index_version,
        )

    def _below(self, query: Query, scope: _Scope) -> Answer | None:
        """Nothing for the whole region, but a part of it has an answer: give it by that part's name, or ask which."""
        if query.region is None or query.region == NATIONWIDE:
            return None
        allowed = self.retriever.below(query.region, scope.start, scope.end)
        hits = self.retriever.search(query, allowed, _HITS)
        if not answers(query, hits):
            return None
        regions = self._regions_of(hits[:3], query)
        if len(regions) >= 2:
            choices = [
                QuickReply(title=short_place(r), text=f"{short_place(r)}{query.text}") for r in regions
            ]
            return self._clarify(
                query, f"没有收录{short_place(query.region)}全域的规定，您要看哪里的？", choices
            )
        answered = self._answered(query, scope, hits)
        note = (
            f"没有收录{short_place(query.region)}全域的规定，以下只适用于{short_place(regions[0])}。\n"
            if regions
            else ""
        )
        return answered.model_copy(update={"text": note + answered.text})

    def _not_found(self, query: Query, scope: _Scope, hits: list[Hit]) -> Answer:
        if query.region is not None and query.place is None:
            everywhere = replace(query, region=None)
            wide = self.retriever.search(
                everywhere, self.retriever.allowed(None, scope.start, scope.end), _HITS
            )
            if answers(everywhere, wide):
                return self._other_region(query, short_place(query.region), wide)
        known = query.topic is not None or (hits and hits[0].subject >= 0.5)
        return self._declined(query, "no_answer" if known else "out_of_scope", hits)

    def _declined(self, query: Query, outcome: AnswerOutcome, hits: list[Hit]) -> Answer:
        about = self._snapshot.terms.find_topic(query.topic)
        if outcome == "no_answer":
            subject = f"关于{about.name}，" if about else ""
            text = f"{subject}现有文件里没有找到能回答这个问题的内容。您可以换个说法，或向主管部门核实。"
        else:
            text = "这个问题不在现有科技政策文件的范围内，我没法回答。您可以问科技政策、办事条件、材料、流程和时限。"
        return Answer(
            outcome=outcome,
            text=text,
            speakable=_spoken_decline(outcome),
            related=self._related.nearest([hit.passage for hit in hits[:5] if hit.topic_matches]),
            topic=query.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self.index_version,
        )


def _spoken_decline(outcome: AnswerOutcome) -> str:
    """What an operator can say when nothing was found."""
    return "现有文件里没有找到答案。" if outcome == "no_answer" else "这个问题不在科技政策服务范围内。"


def china_today() -> date:
    """The Chinese calendar day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()
