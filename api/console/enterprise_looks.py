"""What routes and pages ask of an enterprise: which it is, its credit standing, its vouchers. All of it audited."""

from __future__ import annotations

from api.console.lookups import recording_refusals
from api.console.parts import Console
from contracts import CreditStanding
from contracts.lookup import VoucherBalance
from records.staff.accounts.accounts import StaffMember
from records.staff.files.lookup import LedgerPage, view_credit_standing, view_ledger, view_vouchers
from records.staff.files.reason import read_reason
from records.staff.search.enterprise_search import FoundEnterprises, search_enterprises
from records.staff.search.search_query import QueryInvalid
from records.values.masking import mask_text
from records.values.uscc import normalise_uscc

UNKNOWN = "没有登记这个统一社会信用代码的企业，请核对后再查。"


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
    number = await _read_asked(console, staff, "staff.view_credit", uscc, reason)
    rules = console.credit_rules.current()
    return await console.database.run_in_transaction(
        lambda session: view_credit_standing(session, staff, number, reason=reason, now=now, rules=rules)
    )


async def find_vouchers(
    console: Console, staff: StaffMember, uscc: str, reason: str
) -> VoucherBalance | None:
    """Return what vouchers can pay for today, None for an unknown enterprise.

    Raises DatabaseUnavailable; ReasonRequired and UsccInvalid, which are recorded as refused.
    """
    now = console.clock.now()
    number = await _read_asked(console, staff, "staff.view_vouchers", uscc, reason)
    rules = console.voucher_rules.read()
    return await console.database.run_in_transaction(
        lambda session: view_vouchers(session, staff, number, reason=reason, now=now, rules=rules)
    )


async def list_ledger(
    console: Console, staff: StaffMember, uscc: str, reason: str, skip: int = 0
) -> LedgerPage:
    """Return a page of the ledger's entries, the newest first. Raises what `find_vouchers` does."""
    now = console.clock.now()
    number = await _read_asked(console, staff, "staff.view_ledger", uscc, reason)
    return await console.database.run_in_transaction(
        lambda session: view_ledger(session, staff, number, reason=reason, now=now, skip=skip)
    )


async def _read_asked(console: Console, staff: StaffMember, action: str, uscc: str, reason: str) -> str:
    """Return the normalised uscc. Raises ReasonRequired and UsccInvalid, having recorded the refusal."""
    async with recording_refusals(console, staff, action, f"uscc:{mask_text(uscc)[:18]}"):
        read_reason(reason)
        return normalise_uscc(uscc)
