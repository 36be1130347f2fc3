"""A few words that name no topic, within a conversation that has one (奖励)."""

from dataclasses import replace

from index.answering.decide import answers
from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.lexicon.divisions import NATIONWIDE
from index.model.answer import Answer
from index.search.retriever import Allowed

_FEW, _ONE_WORD = 8, 2  # characters of a subject looked for in the conversation's topic first, or only there
_WITHIN = 0.5  # of the subject: what the topic's documents must cover then


class WithinTopic:
    """Answers within the topic; nothing found for one word is said so. What stands by itself is left."""

    name = "within_topic"

    def __init__(self, tools: Tools) -> None:
        self._retriever = tools.retriever
        self._teller = tools.teller
        self._declines = tools.declines

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.topic is None:
            return None
        query, hits = asked.query, asked.hits
        size = sum(map(len, query.content.split()))
        if query.topics or not 0 < size <= _FEW or (hits and hits[0].names_row):
            return None
        inside = replace(query, topics=(asked.topic,), assumed_topic=True)
        near = self._retriever.search(inside, self._allowed(asked, asked.topic), HITS)
        if near and near[0].subject >= _WITHIN and answers(inside, near):
            return self._teller.answered(inside, asked.scope, near)
        return self._declines.for_query(inside, near) if size <= _ONE_WORD else None

    def _allowed(self, asked: Asked, topic: str) -> Allowed:
        """The topic's passages. One city's rule is no answer for an unknown place where a nationwide one exists."""
        scope = asked.scope
        allowed = scope.allowed & self._retriever.of_topic(topic)
        if asked.query.region is not None:
            return allowed
        nationwide = allowed & self._retriever.allowed(NATIONWIDE, scope.start, scope.end)
        return nationwide if nationwide.any() else allowed
