"""Nothing answers, and just an aspect of a topic is asked for that its guides do not tell."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class LeftOpen:
    """现有文件未载明…, whatever the best passage seems to tell."""

    name = "left_open"

    def __init__(self, tools: Tools) -> None:
        self._teller = tools.teller

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.is_answered or asked.query.content:
            return None
        return self._teller.missing(asked.query, asked.scope, asked.to_the_point, certain=True)
