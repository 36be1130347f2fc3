"""Staff search for cases: by number, enterprise, phone, section, stage and deadline, a page at a time.

Rare words are looked up by index, and their cases are sorted. Words that hold for very many are not: the cases are
read along an index in the order in which they are shown, and looked at one by one, some thousands a page at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from records.models import Case
from records.staff.search.prefix import CharacterOrder
from records.staff.search.search_candidates import Candidates, find_candidates
from records.staff.search.search_fit import Fit
from records.staff.search.search_page import Order, PageInvalid, Place
from records.staff.search.search_query import CaseQuery
from records.staff.search.search_walk import MOST_COUNTED, Seen, count_cases, read_cases, walk_cases

PAGE_SIZE = 20
# More cases of rare words are not sorted; what is left out is said.
MOST_SORTED = 3_000


@dataclass(frozen=True)
class FoundPage:
    """Ids of a page's cases in order. `total` is None where only reading on would tell, and stops at 1,000.

    `next` is where the next page begins, None after the last. `is_cut`: there are more than can be sorted at once;
    narrow the query down.
    """

    case_ids: tuple[int, ...] = ()
    total: int | None = 0
    total_is_least: bool = False
    next: Place | None = None
    is_cut: bool = False


def find_page(session: Session, query: CaseQuery, begin: Place | None = None) -> FoundPage:
    """Return the page of a query that begins after a place. Raises PageInvalid for another order's place."""
    if query.is_blank:
        return FoundPage()
    groups = find_candidates(session, query.words)
    rarest = min(groups, key=lambda group: group.size, default=None)
    if rarest is not None and rarest.is_complete:
        return _sorted_page(session, query, groups, rarest, begin)
    numbers = next((group.number_beginnings for group in groups if group.number_beginnings), ())
    if numbers and not query.due:
        within = CharacterOrder.of(session).begins_with_one_of(Case.number, list(numbers))
        return _walked_page(session, query, "number", groups, begin, [within])
    return _walked_page(session, query, "due" if query.due else "newest", groups, begin)


def _sorted_page(
    session: Session,
    query: CaseQuery,
    groups: Sequence[Candidates],
    rarest: Candidates,
    begin: Place | None,
) -> FoundPage:
    """Return a page of the cases of rare words: the best first, or those that are due first."""
    order: Order = "due" if query.due else "best"
    _check_order(begin, order)
    cases: dict[int, Seen] = {}
    is_cut = False
    for condition in _conditions_of(rarest):
        found = read_cases(session, query, [condition], MOST_SORTED + 1)
        is_cut = is_cut or len(found) > MOST_SORTED
        cases |= {case.id: case for case in found[:MOST_SORTED]}
    fit = Fit(query.words, groups)
    ranked = [
        (case.sort_key(order, rank), rank, case)
        for case in cases.values()
        if (rank := fit.rank(case.found, case.enterprise_id)) is not None
    ]
    after = begin.sort_key if begin else None
    rest = sorted((each for each in ranked if after is None or each[0] > after), key=lambda each: each[0])
    page = rest[:PAGE_SIZE]
    following = page[-1][2].place(order, page[-1][1]) if len(rest) > PAGE_SIZE else None
    return FoundPage(tuple(case.id for _, _, case in page), len(ranked), is_cut, following, is_cut)


def _walked_page(
    session: Session,
    query: CaseQuery,
    order: Order,
    groups: Sequence[Candidates],
    begin: Place | None,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> FoundPage:
    """Return a page of the cases in an order. Of words that very many hold, how many there are is not counted."""
    _check_order(begin, order)
    fit = Fit(query.words, groups) if query.words else None
    walk = walk_cases(session, query, order, begin, PAGE_SIZE, fit, conditions)
    ids = tuple(case.id for case in walk.shown)
    if query.words:
        is_all = begin is None and walk.rest is None
        return FoundPage(ids, len(ids) if is_all else None, False, walk.rest, walk.rest is not None)
    total = count_cases(session, query)
    return FoundPage(ids, min(total, MOST_COUNTED), total > MOST_COUNTED, walk.rest)


def _conditions_of(group: Candidates) -> list[ColumnElement[bool]]:
    """Return a condition for each index by which the group's cases are read."""
    conditions: list[ColumnElement[bool]] = []
    if group.case_ids:
        conditions.append(Case.id.in_(sorted(group.case_ids)))
    if group.enterprise_ids:
        conditions.append(Case.enterprise_id.in_(sorted(group.enterprise_ids)))
    return conditions


def _check_order(begin: Place | None, order: Order) -> None:
    if begin is not None and begin.order != order:
        raise PageInvalid
