"""Vouchers of the enterprise that the conversation is bound to, and of no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import VoucherBalance
from records.clock import day_of
from records.lookup_audit import record_lookup
from records.people.binding import BoundEnterprise, find_binding
from records.vouchers.balance import balance_view


@dataclass(frozen=True)
class VoucherResult:
    """`balance` is there unless a binding is needed."""

    outcome: Literal["needs_binding", "found"]
    balance: VoucherBalance | None = None
    enterprise: BoundEnterprise | None = None


def check_voucher_balance(session: Session, conversation_id: str, *, now: datetime) -> VoucherResult:
    """Look up the bound enterprise's voucher balance as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = VoucherResult("needs_binding")
    if bound is not None:
        result = VoucherResult("found", balance_view(session, bound.enterprise_id, as_of=day_of(now)), bound)
    record_lookup(session, conversation_id, "lookup.voucher_balance", bound, "vouchers", result.outcome, now)
    return result
