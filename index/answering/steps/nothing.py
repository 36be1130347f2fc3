"""A greeting, or a message without a word in it."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.lexicon.courtesy import is_greeting
from index.model.answer import Answer


class Nothing:
    """Says what can be asked."""

    name = "nothing"

    def __init__(self, tools: Tools) -> None:
        self._declines = tools.declines

    def __call__(self, asked: Asked) -> Answer | None:
        query = asked.query
        if is_greeting(query.text) or not any(char.isalnum() for char in query.text):
            return self._declines.for_nothing(query)
        return None
