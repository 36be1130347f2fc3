"""Application status of the enterprise that the conversation is bound to, and of no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import CaseStatus, Freshness
from records.bindings.binding import BoundEnterprise, find_binding
from records.bindings.lookups import record_lookup
from records.bindings.rights import may
from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.numbers import normalise_case_number
from records.cases.repository import CaseFilter, count_cases, find_case_of, list_cases, list_item_names
from records.cases.view import case_status_view
from records.models import Case
from records.sources.freshness import find_freshness, freshness_of_all

Outcome = Literal["needs_binding", "refused", "not_found", "one", "several"]


@dataclass(frozen=True)
class ApplicationStatusResult:
    """`cases` holds one case, the newest of `total` to choose from, or none. `refused`: this role may not look.

    `service_items` are the names of those asked for, and `freshness` of when what is known is, where none was found.
    """

    outcome: Outcome
    enterprise: BoundEnterprise | None = None
    cases: tuple[CaseStatus, ...] = ()
    total: int = 0
    service_items: Sequence[str] = ()
    freshness: Freshness | None = None


def check_application_status(
    session: Session,
    conversation_id: str,
    *,
    now: datetime,
    calendar: WorkingDays,
    case_number: str | None = None,
    service_items: Sequence[str] = (),
    opened_from: date | None = None,
    opened_to: date | None = None,
    limit: int = 5,
) -> ApplicationStatusResult:
    """Look up the bound enterprise's cases: by number, else the newest `limit` of service items and a period.

    `service_items` are codes of the catalogue or topic ids, none for all; both days of the period are included, times
    Chinese. An unknown case number and one of another enterprise are not_found alike. Holiday notices of the database
    outrank `calendar`.
    """
    bound = find_binding(session, conversation_id, now=now)
    wanted = CaseFilter(tuple(service_items), opened_from, opened_to)
    if bound is None:
        result = ApplicationStatusResult("needs_binding")
    elif not may(bound.role, "cases"):
        result = ApplicationStatusResult("refused", bound)
    elif case_number is not None:
        found = find_case_of(session, bound.enterprise_id, case_number)
        result = _result(session, bound, [found] if found else [], 1, calendar, now)
    else:
        cases = list_cases(session, bound.enterprise_id, wanted, limit=limit)
        total = len(cases) if len(cases) < limit else count_cases(session, bound.enterprise_id, wanted)
        result = _result(session, bound, cases, total, calendar, now)
        if not cases and service_items:
            result = replace(result, service_items=list_item_names(session, service_items))
    asked = f"case:{normalise_case_number(case_number)}" if case_number is not None else _asked(wanted)
    record_lookup(session, conversation_id, "lookup.application_status", bound, asked, result.outcome, now)
    return result


def _result(
    session: Session,
    bound: BoundEnterprise,
    cases: Sequence[Case],
    total: int,
    base: WorkingDays,
    now: datetime,
) -> ApplicationStatusResult:
    if not cases:
        freshness = freshness_of_all(session, "cases", (), now=now)
        return ApplicationStatusResult("not_found", bound, freshness=freshness)
    calendar = load_calendar(session, base)
    sources = {case.source for case in cases if case.source is not None}
    known = {source: find_freshness(session, [source], now=now) for source in sources}
    views = tuple(
        case_status_view(case, calendar=calendar, now=now, freshness=known.get(case.source or ""))
        for case in cases
    )
    return ApplicationStatusResult("several" if len(views) > 1 else "one", bound, views, total)


def _asked(wanted: CaseFilter) -> str:
    period = f"{wanted.opened_from}..{wanted.opened_to}" if wanted.opened_from or wanted.opened_to else None
    return " ".join(["cases", *wanted.service_items, *([period] if period else [])])


def list_case_views(
    session: Session, enterprise_id: int, *, now: datetime, calendar: WorkingDays, limit: int = 50
) -> list[CaseStatus]:
    """Return an enterprise's newest cases, for finding the one that is meant: what is then shown is looked up."""
    known = load_calendar(session, calendar)
    cases = list_cases(session, enterprise_id, CaseFilter(), limit=limit)
    return [case_status_view(case, calendar=known, now=now) for case in cases]
