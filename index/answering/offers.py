"""Clarifications: what can be asked when a question fits several things."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from contracts import QuickReply
from index.answering.related import Related, ask
from index.lexicon.divisions import NATIONWIDE, covers
from index.lexicon.terms import Term
from index.model.answer import PLACE_ALONE, Answer
from index.model.memory import Memory
from index.question.asked import words_asked
from index.question.query import Query
from index.quoting.citing import short_place
from index.search.reranker import Hit
from index.search.scope import Scope
from index.version.snapshot import Snapshot

MOST = 4
_DONE = re.compile(r"下来|办好|办完|办下|批下|出来|完成|\s")  # what adds nothing to an aspect: 多久能下来
_CLOSE = 0.6  # of the ranking score: answers that near are as good


class Offers:
    """Writes answers of outcome `clarify`, from one snapshot."""

    def __init__(self, snapshot: Snapshot, related: Related) -> None:
        self._snapshot = snapshot
        self._related = related

    def for_bare(self, query: Query, scope: Scope) -> Answer | None:
        """Only a topic (高企) or only an aspect (要什么材料): what of it, or of what. None: the question says more."""
        if query.overview or query.specific or query.place is not None or _DONE.sub("", query.content):
            return None
        topic = self._snapshot.terms.find_topic(query.topic)
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if topic is not None and aspect is None and query.bare:
            return self.of_topic(query, topic, scope.allowed)
        if topic is None and aspect is not None and (query.bare or aspect.id != "contact"):
            topics = self._related.topics_with(aspect.id, scope.allowed)
            choices = [QuickReply(title=term.name, text=ask(term, aspect.id)) for term in topics]
            return self._clarify(query, f"您问的是哪个事项的{aspect.name}？", choices)
        return None

    def of_topic(self, query: Query, topic: Term, allowed: NDArray[np.bool_]) -> Answer | None:
        """Which aspect of a topic is meant; with the place that the query names where its own documents tell it."""
        place = short_place(query.place) if query.place is not None else ""
        own = set(self._related.aspects_in(topic.id, query.place)) if query.place is not None else set()
        found = [self._snapshot.terms.find_aspect(a) for a in self._related.aspects_of(topic.id, allowed)]
        choices = [
            QuickReply(title=term.name, text=f"{place if term.id in own else ''}{ask(topic, term.id)}")
            for term in found
            if term is not None
        ]
        return self._clarify(query, f"您想了解{place}{topic.name}的哪一方面？", choices)

    def for_regions(self, query: Query, hits: Sequence[Hit], scope: Scope) -> Answer | None:
        """No place is known, and documents of several regions (and none nationwide) answer it: which of them."""
        if query.region is not None or query.topic is None:
            return None
        if query.bare and query.aspect is not None and query.aspect != "basis":
            found = self._related.regions_with(query.topic, query.aspect, scope.allowed)
        else:
            near = (hit for hit in hits if _is_as_good(hit, hits[0]))
            found = [self._region_of(hit) for hit in near if hit.topic_matches or self._is_wide(hit)]
        regions: list[str] = []
        for region in found:
            if region is None or region == NATIONWIDE:
                return None
            if not any(covers(region, r) or covers(r, region) for r in regions):
                regions.append(region)
        return self.among(query, "各地规定不同，您问的是哪里？", regions)

    def _region_of(self, hit: Hit) -> str | None:
        return self._snapshot.documents[hit.passage.document].metadata.region

    def _is_wide(self, hit: Hit) -> bool:
        return self._region_of(hit) in (None, NATIONWIDE)

    def among(self, query: Query, text: str, regions: Sequence[str]) -> Answer | None:
        """The same question for each of the regions; None when there are fewer than two."""
        asked = words_asked(query)
        choices = [QuickReply(title=short_place(r), text=f"{short_place(r)}{asked}") for r in regions]
        return self._clarify(query, text, choices)

    def for_place(self, place: str, allowed: NDArray[np.bool_]) -> Answer:
        """Only a place is said (我在武汉), and nothing was asked before: what can be asked there."""
        name = short_place(place)
        own = self._related.topics_in(place)
        topics = own or self._related.topics_with("conditions", allowed)
        held = "" if own else f"没有收录{name}自己的文件，可以查全国性规定。"
        choices = [
            QuickReply(title=term.name, text=f"{name if own else ''}{ask(term, aspects[0])}")
            for term in topics
            if (aspects := self._related.aspects_in(term.id, place) if own else ["conditions"])
        ]
        text = f"好的，后面按{name}为您查。{held}您想问哪件事？"
        return self._plain(text, choices, region=place, step=PLACE_ALONE)

    def same_of_each(
        self, topics: Sequence[str], aspect: str | None, allowed: NDArray[np.bool_]
    ) -> list[str]:
        """One question for each topic, all about the same aspect (`aspect`, else the first that all of them have)."""
        terms = [term for topic in topics if (term := self._snapshot.terms.find_topic(topic))]
        told = [self._related.aspects_of(term.id, allowed) for term in terms]
        shared = [a for a in (told[0] if told else []) if all(a in each for each in told)]
        chosen = aspect if aspect is not None else next(iter(shared), None)
        return [ask(term, chosen) for term in terms] if chosen is not None else []

    def nothing_shown(self, last: Memory | None, allowed: NDArray[np.bool_]) -> Answer:
        """More, or the original, is asked for, and no document has been shown."""
        before = "刚才没有引用文件。" if last is not None else ""
        topic = self._snapshot.terms.find_topic(last.topic) if last else None
        questions = [ask(topic, a) for a in self._related.aspects_of(topic.id, allowed)] if topic else []
        choices = [QuickReply(title=question, text=question) for question in questions]
        if not choices:
            topics = self._related.topics_with("conditions", allowed)
            choices = [QuickReply(title=term.name, text=ask(term, "conditions")) for term in topics]
        return self._plain(f"{before}您想看哪件事的文件？请先告诉我要问什么。", choices, last=last)

    def nothing_more(self, last: Memory, related: Sequence[str], allowed: NDArray[np.bool_]) -> Answer:
        """All that the document says has been shown: what else can be asked (`related`, and the topic's aspects)."""
        topic = self._snapshot.terms.find_topic(last.topic)
        others = [ask(topic, a) for a in self._related.aspects_of(topic.id, allowed)] if topic else []
        questions = list(dict.fromkeys(q for q in [*related, *others] if q != last.question))
        choices = [QuickReply(title=question, text=question) for question in questions]
        text = "这份文件里与此有关的内容，都已经给您看过了。"
        return self._plain(text + ("您还可以问：" if choices else "想问别的，请直接说。"), choices, last=last)

    def no_such_item(self, last: Memory) -> Answer:
        """An item is asked for that the list shown last does not have; or no list was shown."""
        if not last.items:
            choices = [QuickReply(title=word, text=word) for word in ("原文", "更多")]
            return self._plain("刚才的回答没有分条列出。您想看完整内容吗？", choices, last=last)
        choices = [
            QuickReply(title=f"第{number}项 {item[:12]}", text=f"第{number}项")
            for number, item in enumerate(last.items, start=1)
        ]
        return self._plain(f"刚才列出的共{len(last.items)}项，您想看第几项？", choices, last=last)

    def _plain(
        self,
        text: str,
        choices: Sequence[QuickReply],
        *,
        region: str | None = None,
        last: Memory | None = None,
        step: str = "dialogue",
    ) -> Answer:
        return Answer(
            outcome="clarify",
            text=text,
            speakable=text[:60],
            choices=list(choices)[:MOST],
            topic=last.topic if last else None,
            aspect=last.aspect if last else None,
            region=region or (last.region if last else None),
            index_version=self._snapshot.version,
            step=step,
        )

    def _clarify(self, query: Query, text: str, choices: list[QuickReply]) -> Answer | None:
        if len(choices) < 2:
            return None
        return Answer(
            outcome="clarify",
            text=text,
            speakable=text,
            choices=choices[:MOST],
            topic=query.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self._snapshot.version,
        )


def _is_as_good(hit: Hit, best: Hit) -> bool:
    return (
        hit.evidence
        and hit.score >= best.score - _CLOSE
        and hit.subject >= best.subject
        and hit.aspect_matches == best.aspect_matches
    )
