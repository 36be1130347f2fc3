"""科研诚信: find an enterprise, say why, and see its standing. Without a reason nothing is shown, and that is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.enterprise_looks import UNKNOWN, find_credit, find_enterprises
from api.console.pages.enterprises.credit_view import draw_standing
from api.console.pages.parts.element import element
from api.console.pages.parts.enterprise_search import draw_enterprise_search
from api.console.pages.parts.reason_form import draw_reason_form, read_field
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.turns.inbound import clean_text
from records.credit.rules_file import CreditRulesInvalid
from records.staff.accounts.accounts import StaffMember
from records.staff.files.reason import USUAL_REASONS, ReasonRequired
from records.staff.search.enterprise_search import FoundEnterprises
from records.staff.search.search_query import LONGEST_QUERY
from records.values.uscc import UsccInvalid


def add_credit_page(console: Console) -> None:
    """Register `/credit`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        text = clean_text(request.query_params.get("q", ""))[:LONGEST_QUERY]
        uscc = clean_text(request.query_params.get("uscc", ""))[:40]
        found = await find_enterprises(visit.console, visit.staff, text) if text else None
        _Credit(visit, uscc).draw(text, found)

    add_page(console, "/credit", "credit", "科研诚信", build)


class _Credit:
    """One visitor's page: which enterprise, why, and then its standing."""

    def __init__(self, visit: Visit, uscc: str) -> None:
        self._visit = visit
        self._uscc = uscc

    def draw(self, text: str, found: FoundEnterprises | None) -> None:
        element("h1", "科研诚信", "unseen")
        draw_enterprise_search("/credit", text, found, self._uscc, lambda uscc: _address(text, uscc))
        if self._uscc:
            draw_reason_form(
                "credit_view", f"查询 {self._uscc}", "科研诚信信息", USUAL_REASONS, uscc=self._uscc
            )
        self._result = element("section", css="credit-result", aria_label="查询结果", aria_live="polite")
        ui.on("credit_view", self._visit.action(self._on_view))

    async def _on_view(self, staff: StaffMember, args: Any) -> None:
        uscc, reason = read_field(args, "uscc"), read_field(args, "reason")
        problem, standing = "", None
        try:
            standing = await find_credit(self._visit.console, staff, uscc, reason)
            problem = "" if standing else UNKNOWN
        except (ReasonRequired, UsccInvalid) as refused:
            problem = str(refused)
        except CreditRulesInvalid:
            problem = "科研诚信规则文件有误，暂时不能查询，请联系管理员。"
        self._result.clear()
        with self._result:
            if standing is None:
                element("p", problem, "problem", role="alert")
            else:
                draw_standing(standing, reason.strip())


def _address(text: str, uscc: str) -> str:
    parts = {"q": text, "uscc": uscc}
    return f"/credit?{urlencode({name: value for name, value in parts.items() if value})}"
