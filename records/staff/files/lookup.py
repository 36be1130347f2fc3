"""What staff look up of one enterprise. Every look, one that finds nothing included, is an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from contracts.lookup import CreditStanding, VoucherBalance, VoucherStatementLine
from records.credit.rules import CreditRules
from records.credit.standing import standing_view
from records.enterprises.enterprises import find_enterprise
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look
from records.staff.files.reason import read_reason
from records.values.clock import day_of
from records.vouchers.balance import balance_view
from records.vouchers.rules import NO_RULES, VoucherRules
from records.vouchers.statement import FIRST_DAY, Period, list_last_lines

MOST_ENTRIES = 50


@dataclass(frozen=True)
class LedgerPage:
    """Entries, the newest first, behind the `skip` newest ones; whether there are older ones."""

    lines: Sequence[VoucherStatementLine]
    skip: int
    has_older: bool


def view_credit_standing(
    session: Session,
    staff: StaffMember,
    uscc: str,
    *,
    reason: str,
    now: datetime,
    rules: CreditRules | None = None,
) -> CreditStanding | None:
    """Return an enterprise's credit standing as of today, None if it is unknown; `uscc` is normalised.

    Raises ReasonRequired for a reason that is none: record that refusal in a transaction of its own.
    """
    given = read_reason(reason)
    enterprise = find_enterprise(session, uscc)
    outcome = "found" if enterprise else "not_found"
    record_look(session, staff, "staff.view_credit", f"uscc:{uscc[:18]}", outcome, now, given)
    if enterprise is None:
        return None
    return standing_view(session, enterprise.id, as_of=day_of(now), now=now, rules=rules)


def view_vouchers(
    session: Session,
    staff: StaffMember,
    uscc: str,
    *,
    reason: str,
    now: datetime,
    rules: VoucherRules = NO_RULES,
) -> VoucherBalance | None:
    """Return what an enterprise's vouchers can pay for today, None if it is unknown; `uscc` is normalised.

    Raises ReasonRequired, as `view_credit_standing` does.
    """
    given = read_reason(reason)
    enterprise = find_enterprise(session, uscc)
    outcome = "found" if enterprise else "not_found"
    record_look(session, staff, "staff.view_vouchers", f"uscc:{uscc[:18]}", outcome, now, given)
    if enterprise is None:
        return None
    return balance_view(session, enterprise.id, as_of=day_of(now), now=now, rules=rules)


def view_ledger(
    session: Session, staff: StaffMember, uscc: str, *, reason: str, now: datetime, skip: int = 0
) -> LedgerPage:
    """Return up to 50 entries of an enterprise's ledger behind the `skip` newest ones; none if it is unknown.

    Raises ReasonRequired, as `view_credit_standing` does.
    """
    given = read_reason(reason)
    enterprise = find_enterprise(session, uscc)
    period = Period(FIRST_DAY, day_of(now))
    lines = (
        list_last_lines(session, enterprise.id, period, now=now, most=MOST_ENTRIES + 1, skip=skip)
        if enterprise
        else []
    )
    shown = lines[::-1][:MOST_ENTRIES]
    record_look(session, staff, "staff.view_ledger", f"uscc:{uscc[:18]}", f"{len(shown)} found", now, given)
    return LedgerPage(shown, skip, len(lines) > MOST_ENTRIES)
