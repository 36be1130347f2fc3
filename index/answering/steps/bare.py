"""Only a topic (高企) or only an aspect (要什么材料)."""

from index.answering.steps.asked import Asked
from index.answering.steps.tools import Tools
from index.model.answer import Answer


class Bare:
    """Asks what of it, or of what."""

    name = "bare"

    def __init__(self, tools: Tools) -> None:
        self._offers = tools.offers

    def __call__(self, asked: Asked) -> Answer | None:
        return self._offers.for_bare(asked.query, asked.scope)
