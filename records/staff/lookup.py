"""What staff look up. Every look, one that finds nothing included, is an audit entry with the person's name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from contracts.lookup import CaseStatus, CreditStanding, Stage
from records.audit import record_audit
from records.cases.repository import case_status_view, decision_deadline, find_case, normalise_case_number
from records.cases.stages import STAGE_LABELS
from records.clock import day_of, in_shanghai
from records.credit.record import standing_view
from records.enterprises import find_enterprise
from records.masking import mask_text
from records.models import Case, Enterprise
from records.staff.accounts import StaffMember, staff_actor
from records.working_days import WorkingDays

_LONGEST_QUERY = 100


class ReasonRequired(Exception):
    """Credit data are shown only for a reason, which the audit log keeps."""


@dataclass(frozen=True)
class CaseSummary:
    """One line of a search. Times in Asia/Shanghai; `deadline` is None where none runs or none was asked for."""

    case_number: str
    title: str
    service_item: str
    enterprise_name: str
    uscc: str
    section: str | None
    stage: Stage
    stage_label: str
    since: datetime
    deadline: date | None = None
    deadline_is_estimate: bool = False


def search_cases(
    session: Session,
    staff: StaffMember,
    query: str,
    *,
    now: datetime,
    limit: int = 20,
    calendar: WorkingDays | None = None,
) -> list[CaseSummary]:
    """Find cases by case number, enterprise name, uscc or pinyin initials.

    What is exactly the query comes first, then what begins with it and case numbers that end with it, then what
    holds it. A blank query finds nothing. With a `calendar` each line carries its deadline.
    """
    text = _clean(query)
    found = _find(session, text, limit) if text else []
    _audit(session, staff, "staff.search_cases", mask_text(text), f"{len(found)} found", now)
    return [_summary(row, calendar) for row in found]


def view_case(
    session: Session, staff: StaffMember, case_number: str, *, now: datetime, calendar: WorkingDays
) -> CaseStatus | None:
    """Return a case with its history, None if there is none of that number."""
    found = find_case(session, case_number)
    subject = f"case:{normalise_case_number(case_number)}"
    _audit(session, staff, "staff.view_case", subject, "found" if found else "not_found", now)
    return case_status_view(found, calendar=calendar, now=now) if found else None


def view_credit_standing(
    session: Session, staff: StaffMember, uscc: str, *, reason: str, now: datetime
) -> CreditStanding | None:
    """Return an enterprise's credit standing as of today, None if it is unknown; `uscc` is normalised.

    Raises ReasonRequired when the reason is blank.
    """
    if not reason.strip():
        raise ReasonRequired("请填写查询理由。")
    enterprise = find_enterprise(session, uscc)
    outcome = "found" if enterprise else "not_found"
    _audit(
        session,
        staff,
        "staff.view_credit",
        f"uscc:{uscc[:18]}",
        outcome,
        now,
        mask_text(reason.strip())[:300],
    )
    return standing_view(session, enterprise.id, as_of=day_of(now)) if enterprise else None


def _find(session: Session, text: str, limit: int) -> Sequence[Case]:
    columns = (Case.number, Enterprise.uscc, Enterprise.name, Enterprise.pinyin_initials)
    values = (normalise_case_number(text), text, text, text)
    pairs = [(column, value) for column, value in zip(columns, values, strict=True) if value]
    begins = [column.startswith(value, autoescape=True) for column, value in pairs]
    ends = Case.number.endswith(text, autoescape=True)
    rank = case((or_(*[column == value for column, value in pairs]), 0), (or_(ends, *begins), 1), else_=2)
    inside: list[ColumnElement[bool]] = [column.contains(value, autoescape=True) for column, value in pairs]
    query = select(Case).join(Case.enterprise).where(or_(*inside))
    return session.scalars(query.order_by(rank, Case.opened_at.desc(), Case.id).limit(limit)).unique().all()


def _clean(query: str) -> str:
    """Return the query in half-width capitals without blanks and control characters, at most 100 characters."""
    folded = unicodedata.normalize("NFKC", query).upper()
    kept = (character for character in folded if unicodedata.category(character)[0] not in "CZ")
    return "".join(kept)[:_LONGEST_QUERY]


def _summary(row: Case, calendar: WorkingDays | None) -> CaseSummary:
    stage = cast(Stage, row.stage)
    deadline = decision_deadline(row, calendar) if calendar else None
    return CaseSummary(
        case_number=row.number,
        title=row.title,
        service_item=row.service_item.name,
        enterprise_name=row.enterprise.name,
        uscc=row.enterprise.uscc,
        section=row.section,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        since=in_shanghai(row.since),
        deadline=deadline.day if deadline else None,
        deadline_is_estimate=deadline.is_estimate if deadline else False,
    )


def _audit(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    outcome: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    record_audit(
        session,
        actor=staff_actor(staff),
        action=action,
        subject=subject,
        outcome=outcome,
        now=now,
        reason=reason,
    )
