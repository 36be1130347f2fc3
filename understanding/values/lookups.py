"""Look-up tables as Rasa's training data holds them, and the search for their words in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from understanding.values.writing import normalise


@dataclass(frozen=True)
class Term:
    """One word of a look-up found in a text: half-open span, and the value that the word stands for."""

    entity: str
    start: int
    end: int
    value: str


class Lookups:
    """Words of several entities, each with the value it stands for; the longest word at a place wins."""

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        """`words`: normalised word -> (entity, value)."""
        self.words = dict(words)
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(self.words, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)

    @classmethod
    def from_training_data(cls, training_data: Any) -> Lookups:
        """Read look-up tables and synonyms; a word without a synonym stands for itself."""
        words: dict[str, tuple[str, str]] = {}
        for table in training_data.lookup_tables:
            for word in table["elements"]:
                value = training_data.entity_synonyms.get(word, word)
                words.setdefault(normalise(word), (table["name"], value))
        return cls({word: meant for word, meant in words.items() if word})

    def find(self, text: str) -> list[Term]:
        """Return the words in a normalised text, in order and without overlaps."""
        return list(self._scan(text))

    def _scan(self, text: str) -> Iterator[Term]:
        position = 0
        while position < len(text):
            word = next(
                (w for w in self._by_first.get(text[position], ()) if text.startswith(w, position)), None
            )
            if word is None:
                position += 1
                continue
            entity, value = self.words[word]
            yield Term(entity, position, position + len(word), value)
            position += len(word)
