"""Application status of the enterprise that the conversation is bound to, and of no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import CaseStatus
from records.cases.repository import case_status_view, find_case_of, list_cases, normalise_case_number
from records.lookup_audit import record_lookup
from records.people.binding import BoundEnterprise, find_binding
from records.working_days import WorkingDays


@dataclass(frozen=True)
class ApplicationStatusResult:
    """`cases` holds one case, several to choose from (newest first), or none."""

    outcome: Literal["needs_binding", "not_found", "one", "several"]
    enterprise: BoundEnterprise | None = None
    cases: tuple[CaseStatus, ...] = ()


def check_application_status(
    session: Session,
    conversation_id: str,
    *,
    now: datetime,
    calendar: WorkingDays,
    case_number: str | None = None,
    service_item: str | None = None,
    limit: int = 5,
) -> ApplicationStatusResult:
    """Look up the bound enterprise's cases: by number, by service item (code or topic id), or the newest `limit`.

    An unknown case number and one of another enterprise are not_found alike.
    """
    bound = find_binding(session, conversation_id, now=now)
    result = ApplicationStatusResult("needs_binding")
    if bound is not None:
        if case_number is not None:
            found = find_case_of(session, bound.enterprise_id, case_number)
            cases = [found] if found else []
        else:
            cases = list(list_cases(session, bound.enterprise_id, service_item=service_item, limit=limit))
        views = tuple(case_status_view(case, calendar=calendar, now=now) for case in cases)
        outcome: Literal["not_found", "one", "several"] = "several" if len(views) > 1 else "one"
        result = ApplicationStatusResult(outcome if views else "not_found", bound, views)
    asked = f"case:{normalise_case_number(case_number)}" if case_number is not None else "cases"
    record_lookup(session, conversation_id, "lookup.application_status", bound, asked, result.outcome, now)
    return result
