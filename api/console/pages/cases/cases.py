"""办件: find cases and see where one stands. The address carries the query, the conditions, the page and the case."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from nicegui import ui

from api.console.lookups import CaseConditions, find_case, find_cases, find_sections
from api.console.pages.cases.case_address import LONGEST_PAGE, read_conditions, text_of, with_query
from api.console.pages.cases.case_hints import draw_idle, draw_unknown, say_total
from api.console.pages.cases.case_view import draw_case, draw_case_line
from api.console.pages.parts.element import element, say
from api.console.pages.parts.fields import draw_choice, draw_query
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.rights import may
from records.cases.stages import STAGE_LABELS
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import StaffCase
from records.staff.search.case_search import CasePage
from records.staff.search.search_due import DueInvalid
from records.staff.search.search_page import PageInvalid
from records.staff.search.search_query import LONGEST_QUERY, QueryInvalid
from records.values.clock import day_of

_DUES = (
    ("", "全部时限"),
    ("overdue", "已超期"),
    ("today", "今天到期"),
    ("week", "本周到期"),
    ("within:7", "7 天内到期"),
    ("within:30", "30 天内到期"),
    ("supplement_overdue", "补正逾期"),
)


def add_case_pages(console: Console) -> None:
    """Register `/cases` and `/cases/{number}`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/cases.js"></script>')
        asked, place = read_conditions(request.query_params)
        page = _Cases(visit, asked)
        page.draw(await find_sections(visit.console))
        if asked != CaseConditions():
            await page.search(visit.staff, asked, place)
        number = request.path_params.get("number", "")
        if number:
            await page.open(visit.staff, number[:LONGEST_QUERY])

    add_page(console, "/cases", "cases", "办件", build)
    add_page(console, "/cases/{number}", "cases", "办件", build)


class _Cases:
    """One visitor's page: the search on top, what was found at the left, the chosen case at the right."""

    def __init__(self, visit: Visit, asked: CaseConditions) -> None:
        self._visit = visit
        self._asked = asked
        self._place: str | None = None
        self._found: CasePage | None = None
        self._problem = ""
        self._number: str | None = None

    def draw(self, sections: list[str]) -> None:
        element("h1", "办件", "unseen")
        with element("form", css="case-search", id="case-search", role="search", action="/cases"):
            with element("div", css="search"):
                draw_query(
                    "编号、企业名称、拼音首字母、信用代码或手机号，可写几个词",
                    "查找办件",
                    longest=LONGEST_QUERY,
                )
            with element("div", css="conditions"):
                known = [*sections, *([self._asked.section] if self._asked.section else [])]
                choices = [("", "全部科室"), *((name, name) for name in dict.fromkeys(known))]
                draw_choice("section", "科室", choices, self._asked.section or "")
                draw_choice(
                    "stage", "环节", [("", "全部环节"), *STAGE_LABELS.items()], self._asked.stage or ""
                )
                draw_choice("due", "时限", _DUES, self._asked.due or "")
        self._panes = element("div", css="panes")
        with self._panes:
            self._list = element("section", css="case-list", aria_label="查到的办件")
            self._detail = element("section", css="case-detail", aria_label="办件详情")
        self._draw_list()
        ui.on("case_search", self._visit.action(self._on_search))
        ui.on("case_page", self._visit.action(self._on_page))
        ui.on("case_open", self._visit.action(self._on_open))
        ui.on("case_address", self._visit.action(self._on_address))

    async def search(self, staff: StaffMember, asked: CaseConditions, place: str | None = None) -> None:
        """Look cases up and list them; what cannot be looked for is said in the list's place."""
        self._asked, self._place, self._found, self._problem = asked, place, None, ""
        if asked != CaseConditions():
            try:
                self._found = await find_cases(self._visit.console, staff, asked, place)
            except (QueryInvalid, DueInvalid, PageInvalid) as problem:
                self._problem = str(problem)
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
                draw_unknown(number)
            else:
                draw_case(case, today=self._today(), links=_links(staff, case), address_of=self._address)

    def close(self) -> None:
        """Show the list alone."""
        self._number = None
        self._detail.clear()
        self._panes.classes(remove="opened")
        self._draw_list()

    async def _on_search(self, staff: StaffMember, args: Any) -> None:
        asked, _ = read_conditions(args)
        if asked == CaseConditions():
            say("请输入要查的内容，或选择科室、环节、时限。")
            return
        self.close()
        await self.search(staff, asked)
        lines = self._found.cases if self._found else ()
        only = lines[0].case_number if len(lines) == 1 else None
        ui.navigate.history.push(self._address(only))
        if only:
            await self.open(staff, only)

    async def _on_page(self, staff: StaffMember, args: Any) -> None:
        place = args[:LONGEST_PAGE] if isinstance(args, str) else ""
        self.close()
        await self.search(staff, self._asked, place or None)
        ui.navigate.history.push(self._address(None))

    async def _on_open(self, staff: StaffMember, args: Any) -> None:
        number = args[:LONGEST_QUERY] if isinstance(args, str) else ""
        ui.navigate.history.push(self._address(number or None))
        await self._show(staff, number)

    async def _on_address(self, staff: StaffMember, args: Any) -> None:
        """The browser went back or forward."""
        asked, place = read_conditions(args)
        if (asked, place) != (self._asked, self._place):
            await self.search(staff, asked, place)
        await self._show(staff, text_of(args, "number", LONGEST_QUERY))

    async def _show(self, staff: StaffMember, number: str) -> None:
        if number:
            await self.open(staff, number)
        else:
            self.close()

    def _draw_list(self) -> None:
        self._list.clear()
        with self._list:
            if self._problem:
                element("p", self._problem, "nothing")
            elif self._found is None:
                draw_idle()
            else:
                self._draw_found(self._found)

    def _draw_found(self, found: CasePage) -> None:
        with element("div", css="found", role="status"):
            element("p", say_total(found, self._place), "hint")
            for condition in found.understood:
                element("span", condition, "badge")
        for note in found.notes:
            element("p", note, "hint note")
        if not found.cases and found.next_page is None and not self._place:
            element("p", f"没有找到{self._say_asked()}的办件。", "nothing")
            element("p", "请核对编号，换企业名称、拼音首字母，或放宽条件再查。", "hint")
        for summary in found.cases:
            address = self._address(summary.case_number)
            is_open = summary.case_number == self._number
            draw_case_line(summary, address, is_open=is_open, today=self._today())
        if self._place or found.next_page:
            with element("nav", css="pages", aria_label="翻页"):
                if self._place:
                    element("a", "‹ 第一页", href=self._list_address(None), data_page="")
                if found.next_page:
                    words = "下一页 ›" if found.cases else "接着往后找 ›"
                    element("a", words, href=self._list_address(found.next_page), data_page=found.next_page)

    def _say_asked(self) -> str:
        return f"与“{self._asked.text}”相符" if self._asked.text else "符合这些条件"

    def _today(self) -> date:
        return day_of(self._visit.console.clock.now())

    def _address(self, number: str | None) -> str:
        path = f"/cases/{quote(number, safe='')}" if number else "/cases"
        return with_query(path, self._asked, self._place)

    def _list_address(self, place: str | None) -> str:
        return with_query("/cases", self._asked, place)


def _links(staff: StaffMember, case: StaffCase) -> list[tuple[str, str]]:
    """Return what else somebody may look up of a case's enterprise."""
    query = urlencode({"uscc": case.uscc})
    links = []
    if may(staff.role, "credit"):
        links.append((f"/credit?{query}", "科研诚信（须填理由）"))
    if may(staff.role, "vouchers"):
        links.append((f"/vouchers?{query}", "创新券余额（须填理由）"))
    return links
