"""A case as staff see it: all that its enterprise sees, how it was counted, and the enterprise's other cases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import CaseStatus
from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.numbers import normalise_case_number
from records.cases.repository import find_case
from records.cases.view import case_status_view
from records.models import Case
from records.sources.freshness import find_freshness
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_summary import CaseSummary, summarise
from records.staff.files.counting import explain_counting
from records.staff.files.look import record_look
from records.values.clock import day_of
from records.values.masking import mask_text

MOST_OTHERS = 10


class StaffCase(CaseStatus):
    """A case with its enterprise's uscc, how its deadline was counted, and up to 10 other cases, newest first."""

    uscc: str
    counting: list[str]
    other_cases: list[CaseSummary]


def view_case(
    session: Session, staff: StaffMember, case_number: str, *, now: datetime, calendar: WorkingDays
) -> StaffCase | None:
    """Return a case, None if there is none of that number; audited either way.

    Holiday notices of the database outrank `calendar`.
    """
    found = find_case(session, case_number)
    subject = f"case:{mask_text(normalise_case_number(case_number))}"
    record_look(session, staff, "staff.view_case", subject, "found" if found else "not_found", now)
    if found is None:
        return None
    current = load_calendar(session, calendar)
    freshness = find_freshness(session, [found.source], now=now) if found.source else None
    status = case_status_view(found, calendar=current, now=now, freshness=freshness, for_staff=True)
    return StaffCase(
        **status.model_dump(exclude={"kind"}),
        uscc=found.enterprise.uscc,
        counting=explain_counting(found, current, today=day_of(now)),
        other_cases=_others(session, found, current),
    )


def _others(session: Session, case: Case, calendar: WorkingDays) -> list[CaseSummary]:
    newest = select(Case.id).where(Case.enterprise_id == case.enterprise_id, Case.id != case.id)
    ids = session.scalars(newest.order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST_OTHERS)).all()
    return summarise(session, ids, calendar)
