"""Only a topic is named, perhaps with a place (武汉高企)."""

from index.answering.steps.asked import Asked
from index.answering.steps.decision import decline
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class TopicAtPlace:
    """Asks what of it; where nothing has the topic, says that it is so."""

    name = "topic_at_place"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, asked: Asked) -> Answer | None:
        query, hits = asked.query, asked.hits
        alone = query.bare or self._tools.follower.names_topic_and_place_only(query.text)
        if not alone or query.topic is None or query.aspect is not None or query.overview or query.specific:
            return None
        if hits and (hits[0].names_row or hits[0].passage.kind == "row"):
            return None
        if not any(hit.topic_matches for hit in hits):
            return decline(self._tools, asked, hits)
        if query.place is None or len(self._tools.related.documents_in(query.topic, query.place)) == 1:
            return None
        topic = self._tools.snapshot.terms.find_topic(query.topic)
        return self._tools.offers.of_topic(query, topic, asked.scope.allowed) if topic else None
