"""Credit of the enterprise that the conversation is bound to, and of no other: its standing, and checks by rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import CreditCheck, CreditStanding
from records.bindings.binding import BoundEnterprise, find_binding
from records.bindings.lookups import record_lookup
from records.bindings.rights import may
from records.credit.check import check_credit
from records.credit.rules import CreditRules
from records.credit.standing import standing_view
from records.values.clock import day_of

CreditOutcome = Literal["needs_binding", "not_allowed", "found"]


@dataclass(frozen=True)
class CreditResult:
    """`standing` is there when found; `not_allowed` is a role of the enterprise that may not see credit."""

    outcome: CreditOutcome
    standing: CreditStanding | None = None
    enterprise: BoundEnterprise | None = None


@dataclass(frozen=True)
class CreditCheckResult:
    """`check` is there when found."""

    outcome: CreditOutcome
    check: CreditCheck | None = None
    enterprise: BoundEnterprise | None = None


def check_credit_standing(
    session: Session, conversation_id: str, *, now: datetime, rules: CreditRules | None = None
) -> CreditResult:
    """Look up the bound enterprise's credit standing as of today; with `rules` what follows from it too."""
    bound = find_binding(session, conversation_id, now=now)
    result = CreditResult(_outcome(bound), enterprise=bound)
    if bound is not None and result.outcome == "found":
        view = standing_view(session, bound.enterprise_id, as_of=day_of(now), now=now, rules=rules)
        result = CreditResult("found", view, bound)
    record_lookup(session, conversation_id, "lookup.credit_standing", bound, "credit", result.outcome, now)
    return result


def check_credit_rules(
    session: Session, conversation_id: str, service_item: str | None, *, now: datetime, rules: CreditRules
) -> CreditCheckResult:
    """Check the bound enterprise's credit against the rules of a service item (code; None: all) as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = CreditCheckResult(_outcome(bound), enterprise=bound)
    if bound is not None and result.outcome == "found":
        check = check_credit(
            session, bound.enterprise_id, service_item, as_of=day_of(now), now=now, rules=rules
        )
        result = CreditCheckResult("found", check, bound)
    asked = f"credit check:{service_item or 'all'}"
    record_lookup(session, conversation_id, "lookup.credit_check", bound, asked, result.outcome, now)
    return result


def _outcome(bound: BoundEnterprise | None) -> CreditOutcome:
    if bound is None:
        return "needs_binding"
    return "found" if may(bound.role, "credit") else "not_allowed"
