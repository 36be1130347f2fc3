"""Cases in an order, from a place on: read in steps along an index, at most some thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.enterprises.search_terms import fold_name
from records.models import Case, Enterprise
from records.staff.search.prefix import CharacterOrder
from records.staff.search.search_fit import Fit
from records.staff.search.search_page import Order, Place, moment_key
from records.staff.search.search_query import CaseQuery
from records.staff.search.search_words import Found

MOST_WALKED = 5_000
MOST_COUNTED = 1_000
_STEP = 500
_CaseRows = Select[int, str, datetime, date | None, int, str, str, str]


@dataclass(frozen=True)
class Seen:
    """A case as the search sees it."""

    id: int
    found: Found
    opened_at: datetime
    due_on: date | None
    enterprise_id: int

    def sort_key(self, order: Order, rank: int) -> tuple[float, ...]:
        """Return what sorts cases in memory (orders `best` and `due`), as `Place.sort_key` does."""
        if order == "due":
            return self.due_on.toordinal() if self.due_on else 0, self.id
        return rank, -self.opened_at.timestamp(), -self.id

    def place(self, order: Order, rank: int = 0) -> Place:
        """Return the case's place in an order."""
        if order == "number":
            return Place("number", (self.found.number,))
        if order == "due":
            return Place("due", (self.due_on.isoformat() if self.due_on else "", self.id))
        opened = moment_key(self.opened_at)
        return Place(order, (rank, opened, self.id) if order == "best" else (opened, self.id))


@dataclass(frozen=True)
class Walk:
    """What was found on the way, and the place where to go on; None at the end of the way."""

    shown: Sequence[Seen]
    rest: Place | None


def read_cases(
    session: Session, query: CaseQuery, conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[Seen]:
    """Return the newest cases under the query's conditions and some more, at most `limit`."""
    statement = _statement(query).where(*conditions).order_by(Case.opened_at.desc(), Case.id.desc())
    return [_seen(row) for row in session.execute(statement.limit(limit))]


def walk_cases(
    session: Session,
    query: CaseQuery,
    order: Order,
    begin: Place | None,
    size: int,
    fit: Fit | None,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Walk:
    """Return the first `size` cases in an order after a place that fit; without `fit` all do."""
    base = _statement(query).where(*conditions)
    characters = CharacterOrder.of(session)
    step = _STEP if fit else size + 1
    shown: list[Seen] = []
    place, walked = begin, 0
    while walked < MOST_WALKED:
        rows = session.execute(_after(base, order, place, query, characters).limit(step)).all()
        for case in map(_seen, rows):
            is_fitting = fit is None or fit.rank(case.found, case.enterprise_id) is not None
            if is_fitting and len(shown) == size:
                return Walk(shown, place)
            if is_fitting:
                shown.append(case)
            place = case.place(order)
        walked += len(rows)
        if len(rows) < step:
            return Walk(shown, None)
    return Walk(shown, place)


def count_cases(session: Session, query: CaseQuery) -> int:
    """Return how many cases the conditions beside the words hold for; above 1,000 it stops counting."""
    some = select(Case.id).where(*conditions_of(query)).limit(MOST_COUNTED + 1).subquery()
    return session.scalars(select(func.count()).select_from(some)).one()


def conditions_of(query: CaseQuery) -> list[ColumnElement[bool]]:
    """Return the conditions of a query beside its words."""
    conditions: list[ColumnElement[bool]] = []
    if query.section:
        conditions.append(Case.section == query.section)
    if query.stage:
        conditions.append(Case.stage == query.stage)
    if query.due:
        column = due_column(query)
        conditions.append(column <= query.due.ends)
        if query.due.begins:
            conditions.append(column >= query.due.begins)
    return conditions


def due_column(query: CaseQuery) -> InstrumentedAttribute[date | None]:
    """Return the deadline that a query speaks of; the bureau's own unless it asks for the enterprise's."""
    return Case.action_due_on if query.due and query.due.field == "action_due_on" else Case.due_on


def _statement(query: CaseQuery) -> _CaseRows:
    columns = (
        Case.id,
        Case.number,
        Case.opened_at,
        due_column(query).label("due_on"),
        Case.enterprise_id,
        Enterprise.uscc,
        Enterprise.name,
        Enterprise.pinyin_initials,
    )
    joined = select(*columns).join(Enterprise, Enterprise.id == Case.enterprise_id)
    return joined.where(*conditions_of(query))


def _after(
    base: _CaseRows, order: Order, place: Place | None, query: CaseQuery, characters: CharacterOrder
) -> _CaseRows:
    """Return the statement in an order, what comes after a place."""
    if order == "number":
        ordered = base.order_by(characters.descending(Case.number))
        return ordered.where(characters.before(Case.number, str(place.key[0]))) if place else ordered
    if order == "due":
        column = due_column(query)
        ordered = base.order_by(column, Case.id)
        if place is None:
            return ordered
        later = or_(column > place.day, Case.id > place.case_id)
        return ordered.where(and_(column >= place.day, later))
    ordered = base.order_by(Case.opened_at.desc(), Case.id.desc())
    if place is None:
        return ordered
    earlier = or_(Case.opened_at < place.moment, Case.id < place.case_id)
    return ordered.where(and_(Case.opened_at <= place.moment, earlier))


def _seen(row: Row[int, str, datetime, date | None, int, str, str, str]) -> Seen:
    found = Found(row.number, row.uscc, _folded(row.name), _folded(row.pinyin_initials))
    return Seen(row.id, found, row.opened_at, row.due_on, row.enterprise_id)


@lru_cache(maxsize=4_096)
def _folded(name: str) -> str:
    """Fold a name; many cases in a row are of the same enterprises."""
    return fold_name(name)
