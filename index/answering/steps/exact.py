"""A question that stands in a guide in these very words; it is offered so."""

from dataclasses import replace

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
        scope, here = asked.scope, np.zeros_like(asked.scope.allowed)
        here[self._related.passages_asked(asked.question)] = True
        if not here.any():
            return None
        if not (here & scope.allowed).any():
            # A place in it is part of what is asked (能付给上海的机构吗), and not where it is asked.
            scope = replace(scope, allowed=self._retriever.allowed(asked.region, scope.start, scope.end))
        hits = self._retriever.search(asked.query, here & scope.allowed, HITS)
        return self._teller.answered(asked.query, scope, hits) if hits else None
