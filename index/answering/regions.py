"""Answers by region: rules of another place, of a part, nationwide ones; and that there are none."""

from dataclasses import replace

from index.answering.decide import answers
from index.answering.declines import Declines
from index.answering.offers import Offers
from index.answering.related import Related
from index.answering.telling import Teller
from index.lexicon.divisions import NATIONWIDE, covers, last_name
from index.model.answer import Answer
from index.question.query import Query
from index.quoting.citing import short_place
from index.search.reranker import Hit
from index.search.retriever import Retriever
from index.search.scope import Scope
from index.version.snapshot import Snapshot

_HITS = 12
_SURE = 0.75  # of the subject: what another region's or a nationwide document must cover to speak for a place not held


class Regions:
    """Finds what holds elsewhere, in one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        retriever: Retriever,
        related: Related,
        teller: Teller,
        offers: Offers,
        declines: Declines,
    ) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._related = related
        self._teller = teller
        self._offers = offers
        self._declines = declines

    def section(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer | None:
        """Just an aspect of a topic is asked for, and a document of the topic has a section for it.

        For a place that is named, only one of the best passages; where it is of a wider region, that is said.
        """
        if query.topic is None or query.aspect is None or len(query.content) > 1:
            return None
        near = [hit for hit in hits if hit.aspect_matches and hit.topic_matches]
        if not near and query.place is None:
            allowed = self._related.sections_for(query.topic, query.aspect) & scope.allowed
            near = self._retriever.search(query, allowed, _HITS)
        if not near:
            return None
        metadata = self._snapshot.documents[near[0].passage.document].metadata
        region, topic = metadata.region, self._snapshot.terms.find_topic(query.topic)
        own = query.place is None or (region is not None and covers(query.place, region))
        # A nationwide fund is no rule for a city's projects: what speaks for the place must be about the topic itself.
        if not own and (topic is None or topic.name not in metadata.title):
            return None
        wider = "全国性规定" if region in (None, NATIONWIDE) else f"{short_place(str(region))}的规定"
        note = "" if own else f"没有找到{short_place(str(query.place))}单独的规定，以下是{wider}。\n"
        return self._teller.answered(query, scope, near, note)

    def is_no_row(self, query: Query, scope: Scope, hits: list[Hit]) -> bool:
        """Whether it asks for a district's people, and the table of districts has no row for it."""
        if hits and hits[0].names_row:
            return False
        if query.content or not (query.aspect == "contact" or (query.aspect is None and query.assumed_topic)):
            return False
        others = self._retriever.rows_of_others(query, scope.allowed)
        about = {self._snapshot.documents[passage.document].metadata.topic for passage in others}
        return bool(others) and (query.topic is None or bool(about & {query.topic, None}))

    def elsewhere(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer:
        """The question names a place of which nothing is held: a nationwide rule may answer, else say so."""
        place = str(query.place)
        nationwide = answers(query, hits) and (hits[0].topic_matches or query.topic is None)
        if nationwide and hits[0].subject >= _SURE:
            return self._teller.answered(
                query, scope, hits, f"没有收录{short_place(place)}的文件，以下是全国性规定。\n"
            )
        section = self.section(replace(query, place=None), scope, hits)
        if section is not None:
            note = f"没有收录{short_place(place)}的文件，以下是全国性规定。\n"
            return section.model_copy(update={"text": note + section.text, "region": query.region})
        anywhere = replace(query, held=True, region=None, place=None)
        wide = self._everywhere(anywhere, scope)
        # A document can speak of another place: 上海市科学学研究所.
        if (
            wide
            and last_name(place) in wide[0].passage.text
            and wide[0].subject >= _SURE
            and answers(anywhere, wide)
        ):
            return self._teller.answered(anywhere, scope, wide)
        return self._declines.for_region(query, place, wide)

    def below(self, query: Query, scope: Scope) -> Answer | None:
        """Nothing for the whole region, but a part of it has an answer: give it by that part's name, or ask which."""
        if query.region is None or query.region == NATIONWIDE:
            return None
        allowed = self._retriever.below(query.region, scope.start, scope.end)
        hits = self._retriever.search(query, allowed, _HITS)
        if not answers(query, hits) or (query.topic is not None and not hits[0].topic_matches):
            return None
        name, regions = short_place(query.region), self._declines.regions_of(query, hits[:3])
        offer = self._offers.among(query, f"没有收录{name}全域的规定，您要看哪里的？", regions)
        note = f"没有收录{name}全域的规定，以下只适用于{short_place(regions[0])}。\n" if regions else ""
        return offer or self._teller.answered(query, scope, hits, note)

    def not_found(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer:
        here = any(hit.topic_matches for hit in hits)
        if query.region is None or here:
            return self._declines.for_query(query, hits)
        anywhere = replace(query, region=None, place=None)
        wide = self._everywhere(anywhere, scope)
        if query.topic is not None and (near := [hit for hit in wide if hit.topic_matches]):
            return self._declines.for_region(query, query.region, near)
        if query.place is None and answers(anywhere, wide):
            if scope.allowed[wide[0].number]:  # it holds here too
                return self._teller.answered(query, scope, [h for h in wide if scope.allowed[h.number]])
            return self._declines.for_region(query, query.region, wide)
        return self._declines.for_query(query, hits)

    def _everywhere(self, query: Query, scope: Scope) -> list[Hit]:
        return self._retriever.search(query, self._retriever.allowed(None, scope.start, scope.end), _HITS)
