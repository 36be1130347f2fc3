"""Which register a text names: by the words of its topic in knowledge/terms.yml."""

from __future__ import annotations

from collections.abc import Callable

from contracts.lookup import Register
from index.lexicon.terms import Terms, find_mentions
from index.text.normalise import fold

TermSource = Callable[[], Terms]
# By the id of its topic. Where a text names several, the first of these is asked about.
_TOPICS: dict[str, Register] = {
    "high-tech-enterprise": "high_tech_enterprise",
    "incubator": "incubator",
    "science-commissioner": "science_commissioner",
}


class RegisterNames:
    """`terms`: the terms as they are at the moment."""

    def __init__(self, terms: TermSource) -> None:
        self._terms = terms

    def find(self, text: str) -> Register | None:
        """Return the register that a text names."""
        named = self.find_topics(text)
        return next((register for topic, register in _TOPICS.items() if topic in named), None)

    def find_topics(self, text: str) -> set[str]:
        """Return the ids of all topics that a text names."""
        return {mention.term.id for mention in find_mentions(fold(text), self._terms().topics)}
