"""创新券: what an enterprise's vouchers can still pay for. Without a reason no money is shown, and that is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.enterprise_looks import UNKNOWN, find_enterprises, find_vouchers, list_ledger
from api.console.pages.enterprises.voucher_view import draw_balance, draw_ledger
from api.console.pages.parts.element import element
from api.console.pages.parts.enterprise_search import draw_enterprise_search
from api.console.pages.parts.place import read_place
from api.console.pages.parts.reason_form import draw_reason_form, read_field
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.turns.inbound import clean_text
from contracts.lookup import VoucherBalance
from records.staff.accounts.accounts import StaffMember
from records.staff.files.lookup import LedgerPage
from records.staff.files.reason import USUAL_VOUCHER_REASONS, ReasonRequired
from records.staff.search.enterprise_search import FoundEnterprises
from records.staff.search.search_query import LONGEST_QUERY
from records.values.clock import day_of
from records.values.uscc import UsccInvalid


def add_voucher_page(console: Console) -> None:
    """Register `/vouchers`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        text = clean_text(request.query_params.get("q", ""))[:LONGEST_QUERY]
        uscc = clean_text(request.query_params.get("uscc", ""))[:40]
        found = await find_enterprises(visit.console, visit.staff, text) if text else None
        _Vouchers(visit, uscc).draw(text, found)

    add_page(console, "/vouchers", "vouchers", "创新券", build)


class _Vouchers:
    """One visitor's page: which enterprise, why, and then its balance and ledger, a page of entries at a time."""

    def __init__(self, visit: Visit, uscc: str) -> None:
        self._visit = visit
        self._uscc = uscc
        self._reason = ""

    def draw(self, text: str, found: FoundEnterprises | None) -> None:
        element("h1", "创新券", "unseen")
        draw_enterprise_search("/vouchers", text, found, self._uscc, lambda uscc: _address(text, uscc))
        if self._uscc:
            draw_reason_form("vouchers_view", f"查询 {self._uscc}", "创新券余额和收支", USUAL_VOUCHER_REASONS)
        self._result = element("section", aria_label="查询结果", aria_live="polite")
        self._ledger = element("section", aria_label="收支")
        ui.on("vouchers_view", self._visit.action(self._on_view))
        ui.on("ledger_page", self._visit.action(self._on_page))

    async def _on_view(self, staff: StaffMember, args: Any) -> None:
        self._reason = read_field(args, "reason")
        problem, balance, ledger = "", None, None
        try:
            balance = await find_vouchers(self._visit.console, staff, self._uscc, self._reason)
            if balance is not None:
                ledger = await list_ledger(self._visit.console, staff, self._uscc, self._reason)
            else:
                problem = UNKNOWN
        except (ReasonRequired, UsccInvalid) as refused:
            problem = str(refused)
        self._show(balance, problem)
        self._show_ledger(ledger)

    async def _on_page(self, staff: StaffMember, args: Any) -> None:
        skip = read_place(args if isinstance(args, str) else "") or 0
        try:
            ledger = await list_ledger(self._visit.console, staff, self._uscc, self._reason, skip)
        except (ReasonRequired, UsccInvalid) as refused:
            self._show(None, str(refused))
            ledger = None
        self._show_ledger(ledger)

    def _show(self, balance: VoucherBalance | None, problem: str) -> None:
        self._result.clear()
        with self._result:
            if balance is None:
                element("p", problem, "problem", role="alert")
            else:
                draw_balance(balance, day_of(self._visit.console.clock.now()), self._reason.strip())

    def _show_ledger(self, ledger: LedgerPage | None) -> None:
        self._ledger.clear()
        if ledger is not None:
            with self._ledger:
                draw_ledger(ledger)


def _address(text: str, uscc: str) -> str:
    parts = {"q": text, "uscc": uscc}
    return f"/vouchers?{urlencode({name: value for name, value in parts.items() if value})}"
