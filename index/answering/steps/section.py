"""Just an aspect of a topic is asked for, and a document of the topic has a section for it."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.lexicon.divisions import NATIONWIDE, covers
from index.model.answer import Answer
from index.question.query import Query
from index.quoting.citing import short_place
from index.search.reranker import Hit
from index.search.scope import Scope


class Section:
    """Answers with that section, where no passage was found that answers."""

    name = "section"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, asked: Asked) -> Answer | None:
        return None if asked.is_answered else self.find(asked.query, asked.scope, asked.to_the_point)

    def find(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer | None:
        """The answer of such a section.

        For a place that is named, only one of the best passages; where it is of a wider region, that is said.
        """
        if query.topic is None or query.aspect is None or len(query.content) > 1:
            return None
        near = [hit for hit in hits if hit.aspect_matches and hit.topic_matches]
        if not near and query.place is None:
            allowed = self._tools.related.sections_for(query.topic, query.aspect) & scope.allowed
            near = self._tools.retriever.search(query, allowed, HITS)
        if not near:
            return None
        metadata = self._tools.snapshot.documents[near[0].passage.document].metadata
        region, topic = metadata.region, self._tools.snapshot.terms.find_topic(query.topic)
        own = query.place is None or (region is not None and covers(query.place, region))
        # A nationwide fund is no rule for a city's projects: what speaks for the place must be about the topic itself.
        if not own and (topic is None or topic.name not in metadata.title):
            return None
        wider = "全国性规定" if region in (None, NATIONWIDE) else f"{short_place(str(region))}的规定"
        note = "" if own else f"没有找到{short_place(str(query.place))}单独的规定，以下是{wider}。\n"
        return self._tools.teller.answered(query, scope, near, note)
