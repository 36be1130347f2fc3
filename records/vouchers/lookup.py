"""Vouchers of the enterprise that the conversation is bound to, and of no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import Freshness, VoucherBalance
from records.bindings.binding import BoundEnterprise, find_binding
from records.bindings.lookups import record_lookup
from records.bindings.rights import may
from records.conversations.conversation import get_conversation
from records.sources.freshness import freshness_of_all
from records.values.clock import day_of
from records.vouchers.balance import balance_view
from records.vouchers.reservations import OpenReservation, list_open_reservations
from records.vouchers.rules import NO_RULES, VoucherRules
from records.vouchers.statement import Period


@dataclass(frozen=True)
class VoucherResult:
    """`balance` is there unless a binding is needed."""

    outcome: Literal["needs_binding", "found"]
    balance: VoucherBalance | None = None
    enterprise: BoundEnterprise | None = None


@dataclass(frozen=True)
class StatementAccess:
    """Whether the statement may be read: refused to who is not bound, and to a role that may only look at balances."""

    outcome: Literal["needs_binding", "refused", "found"]
    enterprise: BoundEnterprise | None = None
    can_download: bool = False


@dataclass(frozen=True)
class ReservationsResult:
    """What is reserved and still open, oldest first; refused to who is not bound or may not look at vouchers."""

    outcome: Literal["needs_binding", "refused", "found"]
    reservations: Sequence[OpenReservation] = ()
    freshness: Freshness | None = None
    enterprise: BoundEnterprise | None = None


def check_voucher_balance(
    session: Session, conversation_id: str, *, now: datetime, rules: VoucherRules = NO_RULES
) -> VoucherResult:
    """Look up the bound enterprise's voucher balance as of today."""
    bound = find_binding(session, conversation_id, now=now)
    result = VoucherResult("needs_binding")
    if bound is not None:
        balance = balance_view(session, bound.enterprise_id, as_of=day_of(now), now=now, rules=rules)
        result = VoucherResult("found", balance, bound)
    record_lookup(session, conversation_id, "lookup.voucher_balance", bound, "vouchers", result.outcome, now)
    return result


def check_voucher_reservations(
    session: Session, conversation_id: str, *, now: datetime
) -> ReservationsResult:
    """Look up what of the bound enterprise's vouchers is reserved, and record that it was asked for."""
    bound = find_binding(session, conversation_id, now=now)
    result = ReservationsResult("needs_binding")
    if bound is not None and not may(bound.role, "vouchers"):
        result = ReservationsResult("refused", enterprise=bound)
    elif bound is not None:
        found = list_open_reservations(session, bound.enterprise_id, now=now)
        freshness = freshness_of_all(session, "vouchers", [each.source for each in found], now=now)
        result = ReservationsResult("found", found, freshness, bound)
    asked = "vouchers:reservations"
    record_lookup(session, conversation_id, "lookup.voucher_balance", bound, asked, result.outcome, now)
    return result


def open_statement(
    session: Session, conversation_id: str, period: Period, *, as_file: bool = False, now: datetime
) -> StatementAccess:
    """Decide whether the conversation may read its enterprise's statement, and record that it asked.

    `can_download` in a conversation on the web: WeChat cannot take a file. Raises ConversationNotFound.
    """
    bound = find_binding(session, conversation_id, now=now)
    access = StatementAccess("needs_binding")
    if bound is not None:
        is_allowed = may(bound.role, "voucher_statement")
        on_web = get_conversation(session, conversation_id).channel == "web"
        access = StatementAccess("found" if is_allowed else "refused", bound, is_allowed and on_web)
    action = "lookup.voucher_statement_file" if as_file else "lookup.voucher_statement"
    asked = f"statement:{period.begins_on}..{period.ends_on}"
    record_lookup(session, conversation_id, action, bound, asked, access.outcome, now)
    return access
