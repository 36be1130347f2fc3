"""A question that stands in a guide in these very words; it is offered so."""

import numpy as np

from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.model.answer import Answer


class Exact:
    """Answers with that guide."""

    name = "exact"

    def __init__(self, tools: Tools) -> None:
        self._related = tools.related
        self._retriever = tools.retriever
        self._teller = tools.teller

    def __call__(self, asked: Asked) -> Answer | None:
        allowed = np.zeros_like(asked.scope.allowed)
        allowed[self._related.passages_asked(asked.question)] = True
        if not allowed.any():
            return None
        hits = self._retriever.search(asked.query, allowed & asked.scope.allowed, HITS)
        return self._teller.answered(asked.query, asked.scope, hits) if hits else None
