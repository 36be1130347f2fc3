"""Nothing answers what says no more than a topic (科小是什么)."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class OfTopic:
    """Asks what of it is meant."""

    name = "of_topic"

    def __init__(self, tools: Tools) -> None:
        self._terms = tools.snapshot.terms
        self._offers = tools.offers

    def __call__(self, asked: Asked) -> Answer | None:
        query, topic = asked.query, self._terms.find_topic(asked.query.topic)
        if asked.is_answered or topic is None:
            return None
        if query.content or query.aspects or query.place or query.assumed_topic:
            return None
        return self._offers.of_topic(query, topic, asked.scope.allowed)
