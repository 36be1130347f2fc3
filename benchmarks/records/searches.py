"""Searches of staff that `benchmarks.records.__main__` measures, as the console makes them, and the rival of each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from benchmarks.records.calls import CALENDAR, NOW, SEARCH_MS, STAFF, Call, Samples
from benchmarks.records.cases import SECTIONS
from records.models import Case, Enterprise
from records.staff.search.case_search import search_cases
from records.staff.search.enterprise_search import search_enterprises

_VERY_COMMON = ("科技", "有限公司", "科技有限公司", "有限")


def staff_calls(samples: Samples) -> list[Call]:
    """Return the searches of staff, as the console makes them."""

    def number(random: Random) -> str:
        return random.choice(samples.cases)[0]

    def name(random: Random) -> str:
        return random.choice(samples.enterprises)[1]

    def initials(random: Random) -> str:
        return random.choice(samples.enterprises)[2]

    def searched(title: str, words: Callable[[Random], str], **conditions: str) -> Call:
        return Call(title, SEARCH_MS, lambda random: _search(words(random), **conditions), words)

    def by(title: str, **conditions: str) -> Call:
        return Call(title, SEARCH_MS, lambda random: _search("", **conditions))

    def in_section(random: Random) -> Callable[[Session], object]:
        stage = random.choice(("accepted", "review", "supplement_requested"))
        return _search("", section=random.choice(SECTIONS), stage=stage, due="within:30")

    return [
        searched("number", number),
        searched("number, beginning", lambda random: number(random)[:-2]),
        searched("number, short beginning", lambda random: number(random)[:-4]),
        searched("number, year", lambda random: number(random)[:6]),
        searched("number, last 4 digits", lambda random: number(random)[-4:]),
        searched("number, last 6 digits", lambda random: number(random)[-6:]),
        searched("name, 2 characters", lambda random: name(random)[2:4]),
        searched("name, 4 characters", lambda random: name(random)[2:6]),
        searched("name, in full", name),
        searched("name, very common", lambda random: random.choice(_VERY_COMMON)),
        searched("name, 2 common words", lambda random: f"{name(random)[:2]} 科技"),
        searched("initials, 4 letters", lambda random: initials(random)[:4]),
        searched("uscc", lambda random: random.choice(samples.enterprises)[0]),
        searched("phone", lambda random: random.choice(samples.enterprises)[3]),
        searched("nothing like it", lambda random: "不存在的名称"),
        Call("section, stage, deadline", SEARCH_MS, in_section),
        by("overdue", due="overdue"),
        by("overdue, of a section", due="overdue", section=SECTIONS[0]),
        by("supplement overdue", due="supplement_overdue"),
        Call("enterprise, 4 characters", SEARCH_MS, lambda random: _enterprise(name(random)[2:6])),
        Call("enterprise, 4 initials", SEARCH_MS, lambda random: _enterprise(initials(random)[:4])),
        searched("common word, overdue", lambda random: "科技", due="overdue"),
    ]


def rival_search(session: Session, words: str) -> list[int]:
    """Return what the search of before found: `LIKE '%…%'` on four columns, ordered by how well it fits, 20 at most."""
    columns = (Case.number, Enterprise.uscc, Enterprise.name, Enterprise.pinyin_initials)
    begins = [column.startswith(words, autoescape=True) for column in columns]
    ends = Case.number.endswith(words, autoescape=True)
    rank = case((or_(*[column == words for column in columns]), 0), (or_(ends, *begins), 1), else_=2)
    inside: list[ColumnElement[bool]] = [column.contains(words, autoescape=True) for column in columns]
    query = select(Case.id).join(Case.enterprise).where(or_(*inside))
    return list(session.scalars(query.order_by(rank, Case.opened_at.desc(), Case.id).limit(20)))


def _search(text: str, **conditions: str) -> Callable[[Session], object]:
    return lambda session: search_cases(session, STAFF, text, now=NOW, calendar=CALENDAR, **conditions)


def _enterprise(text: str) -> Callable[[Session], object]:
    return lambda session: search_enterprises(session, STAFF, text, now=NOW)
