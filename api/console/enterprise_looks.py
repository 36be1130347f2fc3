"""What routes and pages ask of an enterprise: which it is, its credit standing, its vouchers. All of it audited."""

from __future__ import annotations

from collections.abc import Sequence

from api.console.lookups import recording_refusals
from api.console.parts import Console
from contracts import CreditStanding
from contracts.lookup import VoucherBalance, VoucherStatementLine
from records.staff.accounts import StaffMember
from records.staff.enterprise_search import FoundEnterprises, search_enterprises
from records.staff.lookup import record_refused_credit, view_credit_standing, view_ledger, view_vouchers
from records.staff.reason import ReasonRequired, read_reason
from records.staff.search_query import QueryInvalid
from records.uscc import UsccInvalid, normalise_uscc


async def find_enterprises(console: Console, staff: StaffMember, text: str) -> FoundEnterprises:
    """Return enterprises by a part of the name, initials or uscc.

    Raises DatabaseUnavailable, and QueryInvalid, which is recorded as refused.
    """
    now = console.clock.now()
    async with recording_refusals(console, staff, "staff.search_enterprises", text):
        if not text:
            raise QueryInvalid("请输入企业名称、拼音首字母或统一社会信用代码。")
        return await console.database.run_in_transaction(
            lambda session: search_enterprises(session, staff, text, now=now)
        )


async def find_credit(console: Console, staff: StaffMember, uscc: str, reason: str) -> CreditStanding | None:
    """Return a credit standing as of today, None for an unknown enterprise.

    Raises DatabaseUnavailable, CreditRulesInvalid; ReasonRequired and UsccInvalid, which are recorded as refused.
    """
    now = console.clock.now()
    try:
        read_reason(reason)
        number = normalise_uscc(uscc)
    except (ReasonRequired, UsccInvalid):
        await console.database.run_in_transaction(
            lambda session: record_refused_credit(session, staff, uscc, now=now)
        )
        raise
    rules = console.credit_rules.current()
    return await console.database.run_in_transaction(
        lambda session: view_credit_standing(session, staff, number, reason=reason, now=now, rules=rules)
    )


async def find_vouchers(console: Console, staff: StaffMember, uscc: str) -> VoucherBalance | None:
    """Return what vouchers can pay for today, None for an unknown enterprise.

    Raises DatabaseUnavailable, and UsccInvalid, which is recorded as refused.
    """
    now = console.clock.now()
    async with recording_refusals(console, staff, "staff.view_vouchers", f"uscc:{uscc[:18]}"):
        number = normalise_uscc(uscc)
    rules = console.voucher_rules.read()
    return await console.database.run_in_transaction(
        lambda session: view_vouchers(session, staff, number, now=now, rules=rules)
    )


async def list_ledger(console: Console, staff: StaffMember, uscc: str) -> Sequence[VoucherStatementLine]:
    """Return the newest entries of the ledger, the newest first. Raises DatabaseUnavailable, UsccInvalid."""
    now, number = console.clock.now(), normalise_uscc(uscc)
    return await console.database.run_in_transaction(
        lambda session: view_ledger(session, staff, number, now=now)
    )
