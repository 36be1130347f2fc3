"""Training pairs that the documents give by themselves: something like a question, and the passage it belongs to."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexicon.terms import Mention, Term, Terms, find_mentions
from index.model.passage import Passage
from index.text.normalise import canonical

_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n|]+")
_WINDOW = 110  # characters
_TITLE = 60
_ASKING = ("怎么办", "是什么", "有哪些", "怎么申请", "要什么", "多久", "吗", "如何", "请问", "")


@dataclass(frozen=True)
class Material:
    """A passage as training reads it: canonical texts. `beside` are the positions of its neighbours in the document."""

    text: str
    context: str
    heading: str
    topic: str | None
    clauses: tuple[str, ...]
    beside: tuple[int, ...] = ()


def make_material(passages: Sequence[Passage], topics: Sequence[str | None]) -> list[Material]:
    """Material of each passage; `topics` holds the topic id of each one's document."""
    made: list[Material] = []
    for number, (passage, topic) in enumerate(zip(passages, topics, strict=True)):
        text = canonical(passage.text)
        clauses = tuple(clause.strip() for clause in _CLAUSE.findall(text) if 4 <= len(clause.strip()) <= 60)
        beside = tuple(
            other
            for other in (number - 1, number + 1)
            if 0 <= other < len(passages) and passages[other].document == passage.document
        )
        context, heading = canonical(passage.context), canonical(passage.heading)
        made.append(Material(text, context, heading, topic, clauses, beside))
    return made


class PairMaker:
    """Draws pairs. Deterministic for a seed."""

    def __init__(self, material: Sequence[Material], terms: Terms, seed: int) -> None:
        self._material = material
        self._terms = terms
        self._known: dict[str, list[Mention]] = {}
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def draw(self, size: int) -> list[tuple[str, str]]:
        """`size` pairs (query, passage) of different passages (fewer when there are not so many)."""
        chosen = self._random.sample(self._material, min(size, len(self._material)))
        return [self._pair(material) for material in chosen]

    def _pair(self, material: Material) -> tuple[str, str]:
        draw = self._random.random()
        positive = self._window(material)
        if material.topic and material.heading and draw < 0.2:
            return self._asked(material), positive
        if material.heading and draw < 0.35:
            return self._reworded(material.heading), material.text[:_WINDOW]
        if material.context and 0.35 <= draw < 0.45:
            return self._shortened(material.context[:_TITLE]), material.text[:_WINDOW]
        if material.beside and 0.45 <= draw < 0.55:
            neighbour = self._material[self._random.choice(material.beside)]
            said = self._random.choice(neighbour.clauses or (neighbour.text[:40],))
            return self._shortened(self._reworded(said)), positive
        if not material.clauses:
            return self._reworded(material.text[:40]), positive
        clause = self._random.choice(material.clauses)
        rest = positive.replace(clause, " ", 1) if len(material.clauses) > 1 else positive
        return self._shortened(self._reworded(clause)), rest

    def _window(self, material: Material) -> str:
        """Part of the passage, half the time with the end of its context: long texts cost time and teach no more."""
        start = self._random.randrange(max(1, len(material.text) - _WINDOW + 1))
        window = material.text[start : start + _WINDOW]
        return f"{material.context[-_WINDOW // 2 :]} {window}" if self._random.random() < 0.5 else window

    def _asked(self, material: Material) -> str:
        """As people type it: another word for the topic, another word for the section."""
        topic = self._terms.find_topic(material.topic)
        aspect = self._terms.aspect_of_heading(material.heading)
        return f"{self._word(topic)}{self._word(aspect) if aspect else material.heading}"

    def _word(self, term: Term | None) -> str:
        return self._random.choice(term.words) if term else ""

    def _reworded(self, text: str) -> str:
        """Names of topics replaced by their synonyms, now and then with words of asking behind."""
        if self._random.random() < 0.5:
            for mention in reversed(self._mentions(text)):
                text = text[: mention.start] + self._word(mention.term) + text[mention.end :]
        return text + self._random.choice(_ASKING) if self._random.random() < 0.3 else text

    def _mentions(self, text: str) -> list[Mention]:
        if text not in self._known:
            self._known[text] = find_mentions(text, self._terms.topics)
        return self._known[text]

    def _shortened(self, text: str) -> str:
        """A fragment: a span of the clause is left out, or only its beginning or end is kept."""
        if len(text) < 8 or self._random.random() < 0.4:
            return text
        start = self._random.randrange(len(text))
        end = min(len(text), start + self._random.randint(1, len(text) // 2))
        return text[:start] + text[end:]
