"""Nothing for the whole region, but a part of it has an answer."""

from index.answering.decide import answers
from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.lexicon.divisions import NATIONWIDE
from index.model.answer import Answer
from index.quoting.citing import short_place


class Below:
    """Gives it by that part's name, or asks which part."""

    name = "below"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, asked: Asked) -> Answer | None:
        query, scope = asked.query, asked.scope
        if asked.is_answered or query.region is None or query.region == NATIONWIDE:
            return None
        allowed = self._tools.retriever.below(query.region, scope.start, scope.end)
        hits = self._tools.retriever.search(query, allowed, HITS)
        if not answers(query, hits) or (query.topic is not None and not hits[0].topic_matches):
            return None
        name, regions = short_place(query.region), self._tools.declines.regions_of(query, hits[:3])
        offer = self._tools.offers.among(query, f"没有收录{name}全域的规定，您要看哪里的？", regions)
        note = f"没有收录{name}全域的规定，以下只适用于{short_place(regions[0])}。\n" if regions else ""
        return offer or self._tools.teller.answered(query, scope, hits, note)
