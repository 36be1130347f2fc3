"""Questions about a time of which no rule is held, though today's rules answer them: today's are offered."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from index.answering.related import ask
from index.answering.steps.asked import Asked, Step, first_answer
from index.answering.steps.tools import Tools
from index.model.answer import Answer
from index.model.document import Metadata
from index.question.asked import words_asked
from index.question.query import Query

_UNANSWERED = {"no_answer", "out_of_scope"}


class Year:
    """Offers today's rules, where the steps behind it find no answer for a year gone by and have one for today.

    A document that may hold since whenever is no rule of that year either, where today's answer comes from another one
    that began later, and what it says does not speak of the year.
    """

    name = "year"

    def __init__(self, tools: Tools, later: Sequence[Step]) -> None:
        """`later`: the steps behind it."""
        self._snapshot = tools.snapshot
        self._related = tools.related
        self._metadata = {document.path: document.metadata for document in tools.snapshot.documents}
        self._declines = tools.declines
        self._later = later

    def __call__(self, asked: Asked) -> Answer | None:
        day = asked.on if asked.on is not None else _last_day(asked.query.year)
        if day is None or day >= asked.today:
            return None
        found = first_answer(self._later, asked)
        return self._unrecorded(asked, day, found) or found

    def _unrecorded(self, asked: Asked, day: date, found: Answer) -> Answer | None:
        """没有收录该年的规定; None: what was found stands."""
        undated = found.outcome == "answered" and self._is_undated(found, day.year)
        if found.outcome not in _UNANSWERED and not undated:
            return None
        for question in self._questions(asked.query):
            present = first_answer(self._later, asked.asking_now(question))
            if present.outcome != "answered" or not present.citations:
                continue
            metadata = self._metadata[present.citations[0].document]
            same = undated and present.citations[0].document == found.citations[0].document
            if same or metadata.earliest is None or metadata.earliest <= day:
                return None
            return self._declines.for_year(asked.query, day.year, _since(metadata), question)
        return None

    def _questions(self, query: Query) -> Iterator[str]:
        """The question as it is asked today; then, where it names a topic, what can be asked of that."""
        if bare := _for_today(query):
            yield bare
        topic = self._snapshot.terms.find_topic(query.topic)
        if topic is not None:
            everywhere = np.ones(len(self._snapshot.passages), dtype=np.bool_)
            yield from (ask(topic, aspect) for aspect in self._related.aspects_of(topic.id, everywhere)[:1])

    def _is_undated(self, found: Answer, year: int) -> bool:
        cited = found.citations[0]
        return self._metadata[cited.document].earliest is None and str(year) not in cited.passage


def _last_day(year: int | None) -> date | None:
    return None if year is None else date(year, 12, 31)


def _for_today(query: Query) -> str:
    """The question without its year (2015年的高企认定办法: 高企认定办法)."""
    words = words_asked(query)
    return (words.replace(query.year_words, "", 1) if query.year_words else words).strip().lstrip("的,，")


def _since(metadata: Metadata) -> str:
    """The day, or the year, since when it is known to hold; "" where that is not known."""
    day = metadata.effective_from or metadata.issued_on
    if day is not None:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{metadata.earliest.year}年" if metadata.earliest else ""
