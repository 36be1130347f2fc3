"""Guides match the topic, and none says anything of the aspect that is asked for."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class Unstated:
    """现有文件未载明…"""

    name = "unstated"

    def __init__(self, tools: Tools) -> None:
        self._teller = tools.teller

    def __call__(self, asked: Asked) -> Answer | None:
        return self._teller.missing(asked.query, asked.scope, asked.hits)
