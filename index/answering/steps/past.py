"""以前的办法: what is no longer in force answers a question about the past, where it does."""

from index.answering.decide import answers
from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.model.answer import Answer
from index.search.scope import make_past_scope, without_past


class Past:
    """Looks only at what was in force once, where no day is given."""

    name = "past"

    def __init__(self, tools: Tools) -> None:
        self._retriever = tools.retriever
        self._teller = tools.teller

    def __call__(self, asked: Asked) -> Answer | None:
        bare = without_past(asked.question) if asked.on is None else None
        if bare is None:
            return None
        query = asked.read(bare)
        scope = make_past_scope(self._retriever, query, asked.today)
        if scope is None:
            return None
        hits = self._retriever.search(query, scope.allowed, HITS)
        return self._teller.answered(query, scope, hits) if answers(query, hits) else None
