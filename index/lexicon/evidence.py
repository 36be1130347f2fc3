"""What a passage must say to hold an answer to an aspect (a time limit needs a period or a date, a fee a sum)."""

import re
from functools import cached_property, lru_cache

from index.lexicon.lists import groups_in
from index.lexicon.shapes import pattern_of
from index.text.grams import bigrams

_SENTENCE = re.compile(r"[。！？!?\n]")


class Evidence:
    """One passage's text and heading, canonical, read once for all questions."""

    def __init__(self, text: str, heading: str) -> None:
        self._text = text
        self._heading = heading

    def tells(self, aspect: str | None, about: frozenset[str]) -> bool:
        """Whether the passage tells `aspect` of what is asked about: in a sentence that shares a gram with `about`,
        or anywhere when its heading does. `about` are bigrams of the subject and of the topic's words."""
        if aspect is None or not about or not about.isdisjoint(self._heading_grams):
            return has_evidence(aspect, self._text)
        return any(
            has_evidence(aspect, sentence) for sentence, said in self._sentences if not about.isdisjoint(said)
        )

    @cached_property
    def _heading_grams(self) -> frozenset[str]:
        return frozenset(bigrams(self._heading))

    @cached_property
    def _sentences(self) -> list[tuple[str, frozenset[str]]]:
        return [(sentence, frozenset(bigrams(sentence))) for sentence in _SENTENCE.split(self._text)]


def has_evidence(aspect: str | None, text: str) -> bool:
    """Whether `text` says anything of the kind that `aspect` asks for; True for an aspect without a pattern."""
    pattern = _patterns().get(aspect or "")
    return pattern is None or bool(pattern.search(text))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        aspect: pattern_of(lists.get("told", ()), lists.get("shapes", ()))
        for aspect, lists in groups_in("evidence").items()
    }
