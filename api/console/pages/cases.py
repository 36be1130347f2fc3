"""办件: find a case and see where it stands. The address carries the query and the case number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.lookups import MOST_CASES, find_case, find_cases
from api.console.pages.case_view import draw_case, draw_case_line
from api.console.pages.element import element, say
from api.console.pages.visit import Visit, add_page
from api.console.parts import Console
from api.inbound import clean_text
from records.clock import day_of
from records.staff.accounts import StaffMember
from records.staff.lookup import CaseSummary

LONGEST_QUERY = 100


def add_case_pages(console: Console) -> None:
    """Register `/cases` and `/cases/{number}`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/cases.js"></script>')
        query = clean_text(request.query_params.get("q", ""))[:LONGEST_QUERY]
        page = _Cases(visit, query)
        page.draw()
        if query:
            await page.search(visit.staff, query)
        number = request.path_params.get("number", "")
        if number:
            await page.open(visit.staff, number)

    add_page(console, "/cases", "cases", "办件", build)
    add_page(console, "/cases/{number}", "cases", "办件", build)


class _Cases:
    """One visitor's page: the search on top, what was found at the left, the chosen case at the right."""

    def __init__(self, visit: Visit, query: str) -> None:
        self._visit = visit
        self._query = query
        self._found: Sequence[CaseSummary] = ()
        self._number: str | None = None

    def draw(self) -> None:
        element("h1", "办件", "unseen")
        with element("form", css="search", id="case-search", role="search", action="/cases"):
            element(
                "input",
                css="query",
                id="query",
                name="q",
                type="search",
                placeholder="受理编号、企业名称、拼音首字母或统一社会信用代码",
                aria_label="查找办件",
                autocomplete="off",
                maxlength=str(LONGEST_QUERY),
            )
            element("button", "查找", "primary", type="submit")
        self._panes = element("div", css="panes")
        with self._panes:
            self._list = element("section", css="case-list", aria_label="查到的办件")
            self._detail = element("section", css="case-detail", aria_label="办件详情")
        with self._list:
            element("p", "每一次查找和查看都会记入审计日志。", "hint")
        ui.on("case_search", self._visit.action(self._on_search))
        ui.on("case_open", self._visit.action(self._on_open))
        ui.on("case_address", self._visit.action(self._on_address))

    async def search(self, staff: StaffMember, query: str) -> None:
        """Look cases up and list them."""
        self._query = query
        self._found = await find_cases(self._visit.console, staff, query)
        self._draw_list()

    async def open(self, staff: StaffMember, number: str) -> None:
        """Look a case up and show it."""
        case = await find_case(self._visit.console, staff, number)
        self._number = case.case_number if case else number
        self._draw_list()
        self._detail.clear()
        self._panes.classes(add="opened")
        with self._detail:
            element("a", "‹ 返回列表", "back", href=self._address(None), data_case="")
            if case is None:
                _draw_unknown(number)
            else:
                draw_case(case, today=self._today())

    def close(self) -> None:
        """Show the list alone."""
        self._number = None
        self._detail.clear()
        self._panes.classes(remove="opened")
        self._draw_list()

    async def _on_search(self, staff: StaffMember, args: Any) -> None:
        query = clean_text(args)[:LONGEST_QUERY] if isinstance(args, str) else ""
        if not query:
            say("请输入要查的内容。")
            return
        self.close()
        await self.search(staff, query)
        only = self._found[0].case_number if len(self._found) == 1 else None
        ui.navigate.history.push(self._address(only))
        if only:
            await self.open(staff, only)

    async def _on_open(self, staff: StaffMember, args: Any) -> None:
        number = args[:LONGEST_QUERY] if isinstance(args, str) else ""
        ui.navigate.history.push(self._address(number or None))
        await self._show(staff, number)

    async def _on_address(self, staff: StaffMember, args: Any) -> None:
        """The browser went back or forward."""
        given = args if isinstance(args, dict) else {}
        query, number = (str(given.get(name, ""))[:LONGEST_QUERY] for name in ("query", "number"))
        if clean_text(query) != self._query:
            await self.search(staff, clean_text(query))
        await self._show(staff, number)

    async def _show(self, staff: StaffMember, number: str) -> None:
        if number:
            await self.open(staff, number)
        else:
            self.close()

    def _draw_list(self) -> None:
        self._list.clear()
        with self._list:
            if not self._query:
                element("p", "每一次查找和查看都会记入审计日志。", "hint")
                return
            if not self._found:
                element("p", f"没有找到与“{self._query}”相符的办件。", "nothing")
                element("p", "请核对编号，或换企业名称、拼音首字母再查。", "hint")
                return
            more = "，只列出最相符的，请把条件写得更具体" if len(self._found) >= MOST_CASES else ""
            element("p", f"找到 {len(self._found)} 件{more}。", "hint", role="status")
            for summary in self._found:
                address = self._address(summary.case_number)
                is_open = summary.case_number == self._number
                draw_case_line(summary, address, is_open=is_open, today=self._today())

    def _today(self) -> date:
        return day_of(self._visit.console.clock.now())

    def _address(self, number: str | None) -> str:
        path = f"/cases/{number}" if number else "/cases"
        return f"{path}?{urlencode({'q': self._query})}" if self._query else path


def _draw_unknown(number: str) -> None:
    element("p", f"没有受理编号为“{number[:40]}”的办件。", "nothing")
    element("p", "受理编号形如 XS2026-000123，请核对后再查。", "hint")
