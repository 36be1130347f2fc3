"""科研诚信: find an enterprise, say why, and see its standing. Without a reason nothing is shown, and that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.enterprise_looks import find_credit, find_enterprises
from api.console.pages.credit_view import draw_standing
from api.console.pages.element import element
from api.console.pages.enterprise_search import draw_enterprise_search
from api.console.pages.fields import draw_input
from api.console.pages.visit import Visit, add_page
from api.console.parts import Console
from api.inbound import clean_text
from records.credit.rules_file import CreditRulesInvalid
from records.staff.accounts import StaffMember
from records.staff.enterprise_search import FoundEnterprises
from records.staff.reason import LONGEST_REASON, USUAL_REASONS, ReasonRequired
from records.staff.search_query import LONGEST_QUERY
from records.uscc import UsccInvalid

_UNKNOWN = "没有登记这个统一社会信用代码的企业，请核对后再查。"


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
            self._draw_reason()
        self._result = element("section", css="credit-result", aria_label="查询结果", aria_live="polite")
        ui.on("credit_view", self._visit.action(self._on_view))

    def _draw_reason(self) -> None:
        with element("form", css="sheet reason", data_event="credit_view"):
            element("h2", f"查询 {self._uscc}")
            element("p", "科研诚信信息须有理由才能查看，理由连同您的姓名记入审计日志。", "hint")
            element("input", name="uscc", type="hidden", value=self._uscc)
            with element("div", css="questions reasons"):
                for reason in USUAL_REASONS:
                    element("button", reason, type="button", data_reason=reason)
            draw_input("reason", "查询理由", hint="选一条，或自己写，至少 4 个字", longest=LONGEST_REASON)
            element("button", "查看", "primary", type="submit")

    async def _on_view(self, staff: StaffMember, args: Any) -> None:
        given = args if isinstance(args, Mapping) else {}
        uscc, reason = (str(given.get(name, ""))[:LONGEST_REASON] for name in ("uscc", "reason"))
        problem, standing = "", None
        try:
            standing = await find_credit(self._visit.console, staff, uscc, reason)
            problem = "" if standing else _UNKNOWN
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
