"""Where a question is looked up: which passages are valid for its place, its time and for whom it asks."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.lexicon.divisions import NATIONWIDE
from index.lexicon.lists import words_in
from index.lexicon.shapes import pattern_of
from index.question.query import Query
from index.search.retriever import Allowed, Retriever
from index.text.normalise import canonical

_DOCUMENTS = "documents"
# A year that says when something was founded or someone began is no year whose rules are asked for.
_LATER = r"\s*(?:\d{1,2}月)?(?:份|才|就|刚|新)?\s*"
_LONG_AGO = date(1949, 10, 1)


@dataclass(frozen=True)
class Scope:
    """`today` is the day validity is spoken of; documents must be in force between `start` and `end`."""

    today: date
    start: date
    end: date
    allowed: Allowed


def make_scope(retriever: Retriever, query: Query, on: date | None, today: date) -> Scope:
    """The scope of a query: on the day `on`, else in the year the query names, else today.

    A place of which nothing is held has only nationwide rules. Guides that are not for whom it asks are left out where
    another one of the topic is.
    """
    region = query.region if query.held else NATIONWIDE
    start, end = on or today, on or today
    allowed = retriever.allowed(region, start, end)
    if on is None and query.year is not None and not _is_founding(query):
        first, last = date(query.year, 1, 1), date(query.year, 12, 31)
        in_force = retriever.allowed(region, first, last)
        # A year can also be what is asked about: 2016年10月启动了什么.
        told = retriever.mentions(str(query.year)) & (in_force | allowed)
        if query.year == today.year:
            # What ended earlier in this year answers only where it speaks of this year.
            start, end, allowed = today, last, retriever.allowed(region, today, last) | told
        else:
            start, end, allowed = first, last, in_force | told
    return Scope(today, start, end, retriever.for_whom(query, allowed))


def without_past(question: str) -> str | None:
    """A question about the past that names no year, without the words that say so (以前的办法); None for any other."""
    text = canonical(question)
    return _past().sub("", text) if _past().search(text) else None


def make_past_scope(retriever: Retriever, query: Query, today: date) -> Scope | None:
    """Only what was in force once and is no more; None when the query names a year, or nothing has ended."""
    if query.year is not None:
        return None
    region = query.region if query.held else NATIONWIDE
    once = retriever.allowed(region, _LONG_AGO, today)
    ended = once & ~retriever.allowed(region, today, today)
    return Scope(today, _LONG_AGO, today, retriever.for_whom(query, ended)) if ended.any() else None


@lru_cache(maxsize=1)
def _past() -> re.Pattern[str]:
    words = pattern_of(words_in(_DOCUMENTS, "past"), ()).pattern
    return re.compile(rf"(?<![比跟和与])(?:{words})(?:的(?!时))?")


def _is_founding(query: Query) -> bool:
    founded = pattern_of(words_in(_DOCUMENTS, "founded"), ()).pattern
    return re.search(f"{query.year_words}{_LATER}(?:{founded})", query.text) is not None
