"""Where a question is looked up: which passages are valid for its place and its time."""

from dataclasses import dataclass
from datetime import date

from index.divisions import NATIONWIDE
from index.query import Query
from index.retriever import Allowed, Retriever


@dataclass(frozen=True)
class Scope:
    """`today` is the day validity is spoken of; documents must be in force between `start` and `end`."""

    today: date
    start: date
    end: date
    allowed: Allowed


def make_scope(retriever: Retriever, query: Query, on: date | None, today: date) -> Scope:
    """The scope of a query: on the day `on`, else in the year the query names, else today.

    A place of which nothing is held has only nationwide rules.
    """
    day = on or today
    start, end = day, day
    region = query.region if query.held else NATIONWIDE
    if on is not None or query.year is None:
        return Scope(day, start, end, retriever.allowed(region, start, end))
    start, end = date(query.year, 1, 1), date(query.year, 12, 31)
    # A year can also be what is asked about: 2016年10月启动了什么.
    told = retriever.mentions(str(query.year)) & retriever.allowed(region, day, day)
    return Scope(day, start, end, retriever.allowed(region, start, end) | told)
