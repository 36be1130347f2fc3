"""Clarifications: what can be asked when a question fits several things."""

from collections.abc import Sequence

from contracts import QuickReply
from index.answer_record import Answer
from index.divisions import NATIONWIDE, covers
from index.query import Query
from index.related import Related, ask
from index.reranker import Hit
from index.scope import Scope
from index.snapshot import Snapshot
from index.standing import short_place

MOST = 4
_CLOSE = 0.6  # of the ranking score: answers that near are as good


class Offers:
    """Writes answers of outcome `clarify`, from one snapshot."""

    def __init__(self, snapshot: Snapshot, related: Related) -> None:
        self._snapshot = snapshot
        self._related = related

    def for_bare(self, query: Query, scope: Scope) -> Answer | None:
        """Only a topic (高企) or only an aspect (要什么材料): what of it, or of what. None: the question says more."""
        if not query.bare or query.overview or query.specific or query.place is not None:
            return None
        topic = self._snapshot.terms.find_topic(query.topic)
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if topic is not None and aspect is None:
            found = [
                self._snapshot.terms.find_aspect(a) for a in self._related.aspects_of(topic.id, scope.allowed)
            ]
            choices = [QuickReply(title=term.name, text=ask(topic, term.id)) for term in found if term]
            return self._clarify(query, f"您想了解{topic.name}的哪一方面？", choices)
        if topic is None and aspect is not None:
            topics = self._related.topics_with(aspect.id, scope.allowed)
            choices = [QuickReply(title=term.name, text=ask(term, aspect.id)) for term in topics]
            return self._clarify(query, f"您问的是哪个事项的{aspect.name}？", choices)
        return None

    def for_regions(self, query: Query, hits: Sequence[Hit]) -> Answer | None:
        """No place is known, and several regions' documents answer about equally well: which of them."""
        if query.region is not None or query.topic is None:
            return None
        regions: list[str] = []
        for hit in (hit for hit in hits if _is_as_good(hit, hits[0])):
            region = self._snapshot.documents[hit.passage.document].metadata.region
            if region is None or region == NATIONWIDE:
                return None
            if hit.topic_matches and not any(covers(region, r) or covers(r, region) for r in regions):
                regions.append(region)
        return self.among(query, "各地规定不同，您问的是哪里？", regions)

    def among(self, query: Query, text: str, regions: Sequence[str]) -> Answer | None:
        """The same question for each of the regions; None when there are fewer than two."""
        choices = [QuickReply(title=short_place(r), text=f"{short_place(r)}{query.text}") for r in regions]
        return self._clarify(query, text, choices)

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
