"""Credit standing of the enterprise that the conversation is bound to, and of no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import CreditStanding
from records.clock import day_of
from records.credit.record import standing_view
from records.lookup_audit import record_lookup
from records.people.binding import BoundEnterprise, find_binding


@dataclass(frozen=True)
class CreditResult:
    """`standing` is there unless a binding is needed."""

    outcome: Literal["needs_binding", "found"]
    standing: CreditStanding | None = None
    enterprise: BoundEnterprise | None = None


def check_credit_standing(session: Session, conversation_id: str, *, now: datetime) -> CreditResult:
    """Look up the bound enterprise's credit standing as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = CreditResult("needs_binding")
    if bound is not None:
        result = CreditResult("found", standing_view(session, bound.enterprise_id, as_of=day_of(now)), bound)
    record_lookup(session, conversation_id, "lookup.credit_standing", bound, "credit", result.outcome, now)
    return result
