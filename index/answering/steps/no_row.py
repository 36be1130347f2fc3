"""A district's people are asked for, and the table of districts has no row for it."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class NoRow:
    """Says that nothing is held for the district, rather than tell another one's people."""

    name = "no_row"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, asked: Asked) -> Answer | None:
        if not self._is_missing(asked):
            return None
        return self._tools.declines.for_region(asked.query, str(asked.query.place), [])

    def _is_missing(self, asked: Asked) -> bool:
        query, hits = asked.query, asked.hits
        if hits and hits[0].names_row:
            return False
        if query.content or not (query.aspect == "contact" or (query.aspect is None and query.assumed_topic)):
            return False
        others = self._tools.retriever.rows_of_others(query, asked.scope.allowed)
        documents = self._tools.snapshot.documents
        about = {documents[passage.document].metadata.topic for passage in others}
        return bool(others) and (query.topic is None or bool(about & {query.topic, None}))
