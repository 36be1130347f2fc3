"""创新券: what an enterprise's vouchers can still pay for."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.enterprise_looks import find_enterprises, find_vouchers, list_ledger
from api.console.pages.element import element
from api.console.pages.enterprise_search import draw_enterprise_search
from api.console.pages.visit import Visit, add_page
from api.console.pages.voucher_view import draw_balance, draw_ledger
from api.console.parts import Console
from api.inbound import clean_text
from records.clock import day_of
from records.staff.search_query import LONGEST_QUERY
from records.uscc import UsccInvalid


def add_voucher_page(console: Console) -> None:
    """Register `/vouchers`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        text = clean_text(request.query_params.get("q", ""))[:LONGEST_QUERY]
        uscc = clean_text(request.query_params.get("uscc", ""))[:40]
        found = await find_enterprises(visit.console, visit.staff, text) if text else None
        element("h1", "创新券", "unseen")
        draw_enterprise_search("/vouchers", text, found, uscc, lambda chosen: _address(text, chosen))
        if uscc:
            await _draw(visit, uscc, day_of(visit.console.clock.now()))

    add_page(console, "/vouchers", "vouchers", "创新券", build)


async def _draw(visit: Visit, uscc: str, today: date) -> None:
    try:
        balance = await find_vouchers(visit.console, visit.staff, uscc)
    except UsccInvalid as problem:
        element("p", str(problem), "problem")
        return
    if balance is None:
        element("p", "没有登记这个统一社会信用代码的企业，请核对后再查。", "problem")
    else:
        draw_balance(balance, today)
        draw_ledger(await list_ledger(visit.console, visit.staff, uscc))


def _address(text: str, uscc: str) -> str:
    parts = {"q": text, "uscc": uscc}
    return f"/vouchers?{urlencode({name: value for name, value in parts.items() if value})}"
