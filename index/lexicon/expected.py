"""What kind of thing a question asks for, by its words, and where a text says something of the kind."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.lexicon.lists import groups_in
from index.lexicon.shapes import pattern_of


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Of each kind the words that ask for it, and the pattern of what says it."""
    return tuple(
        (kind.get("asked", ()), pattern_of(kind.get("told", ()), kind.get("shapes", ())))
        for kind in groups_in("expected").values()
    )


def expected_of(query: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of what canonical `query` asks to be told: a number, a time, a list, a contact, a duty …"""
    return tuple(said for asked, said in _kinds() if any(word in query for word in asked))


def places_told(patterns: Sequence[re.Pattern[str]], text: str) -> list[list[int]]:
    """For each pattern the places of canonical `text` where it begins."""
    return [[match.start() for match in pattern.finditer(text)] for pattern in patterns]
