"""The learned decision: the best passage answers, or nothing does."""

from dataclasses import replace

from index.answering.decide import answers
from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer
from index.search.reranker import Hit


class Decision:
    """Has an answer to every question: the passage, which region's is meant, or that none was found."""

    name = "decision"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, asked: Asked) -> Answer | None:
        query, scope, hits = asked.query, asked.scope, asked.to_the_point
        if not asked.is_answered:
            return decline(self._tools, asked, hits)
        return self._tools.offers.for_regions(query, hits, scope) or self._tools.teller.answered(
            query, scope, hits
        )


def decline(tools: Tools, asked: Asked, hits: list[Hit]) -> Answer:
    """That nothing is found here: with the regions that have it, where others do."""
    query, scope, declines = asked.query, asked.scope, tools.declines
    if query.region is None or any(hit.topic_matches for hit in hits):
        return declines.for_query(query, hits)
    anywhere = replace(query, region=None, place=None)
    wide = tools.find_everywhere(anywhere, scope)
    if query.topic is not None and (near := [hit for hit in wide if hit.topic_matches]):
        return declines.for_region(query, query.region, near)
    if query.place is None and answers(anywhere, wide):
        if scope.allowed[wide[0].number]:  # it holds here too
            return tools.teller.answered(query, scope, [h for h in wide if scope.allowed[h.number]])
        return declines.for_region(query, query.region, wide)
    return declines.for_query(query, hits)
