"""The three look-ups of an enterprise. Each takes the enterprise from the conversation's binding, and from nowhere
else, and writes its audit entry, refused ones too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import CaseStatus, CreditStanding, VoucherBalance
from records.audit import conversation_actor, record_audit
from records.binding import BoundEnterprise, find_binding
from records.cases import case_status_view, find_case_of, list_cases, normalise_case_number
from records.clock import day_of
from records.credit_record import standing_view
from records.voucher_balance import balance_view
from records.working_days import WorkingDays


@dataclass(frozen=True)
class ApplicationStatusResult:
    """`cases` holds one case, several to choose from (newest first), or none."""

    outcome: Literal["needs_binding", "not_found", "one", "several"]
    enterprise: BoundEnterprise | None = None
    cases: tuple[CaseStatus, ...] = ()


@dataclass(frozen=True)
class VoucherResult:
    """`balance` is there unless a binding is needed."""

    outcome: Literal["needs_binding", "found"]
    balance: VoucherBalance | None = None
    enterprise: BoundEnterprise | None = None


@dataclass(frozen=True)
class CreditResult:
    """`standing` is there unless a binding is needed."""

    outcome: Literal["needs_binding", "found"]
    standing: CreditStanding | None = None
    enterprise: BoundEnterprise | None = None


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
    _audit(session, conversation_id, "lookup.application_status", bound, asked, result.outcome, now)
    return result


def check_voucher_balance(session: Session, conversation_id: str, *, now: datetime) -> VoucherResult:
    """Look up the bound enterprise's voucher balance as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = VoucherResult("needs_binding")
    if bound is not None:
        result = VoucherResult("found", balance_view(session, bound.enterprise_id, as_of=day_of(now)), bound)
    _audit(session, conversation_id, "lookup.voucher_balance", bound, "vouchers", result.outcome, now)
    return result


def check_credit_standing(session: Session, conversation_id: str, *, now: datetime) -> CreditResult:
    """Look up the bound enterprise's credit standing as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = CreditResult("needs_binding")
    if bound is not None:
        result = CreditResult("found", standing_view(session, bound.enterprise_id, as_of=day_of(now)), bound)
    _audit(session, conversation_id, "lookup.credit_standing", bound, "credit", result.outcome, now)
    return result


def _audit(
    session: Session,
    conversation_id: str,
    action: str,
    bound: BoundEnterprise | None,
    asked: str,
    outcome: str,
    now: datetime,
) -> None:
    whose = f"uscc:{bound.uscc}" if bound else "uscc:none"
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action=action,
        subject=f"{whose} {asked}",
        outcome=outcome,
        now=now,
    )
