"""待办: what conversations left for people to do, the longest waiting first. Each leads to its conversation."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.pages.cases.case_words import moment
from api.console.pages.desk.ticket_words import KINDS, STATES
from api.console.pages.parts.element import element
from api.console.pages.parts.fields import draw_choice, draw_query
from api.console.pages.parts.place import draw_leafing, read_place
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.rights import may
from api.console.ticket_looks import find_tickets, list_tickets
from api.turns.inbound import clean_text
from records.conversations.tickets import TicketInfo
from records.staff.accounts.accounts import StaffMember
from records.staff.files.tickets import LONGEST_NUMBER, TicketPage
from records.values.clock import in_shanghai

_FOR_OTHERS = "投诉建议只有审计人员和管理员能看到。"


def add_ticket_page(console: Console) -> None:
    """Register `/tickets`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        text = clean_text(request.query_params.get("q", ""))[:LONGEST_NUMBER]
        is_closed = request.query_params.get("state") == "closed"
        after = read_place(request.query_params.get("after", "")) or 0
        if text:
            page = await find_tickets(visit.console, visit.staff, text)
        else:
            page = await list_tickets(visit.console, visit.staff, is_closed=is_closed, after=after)
        _draw_head(visit.staff, page, text, is_closed=is_closed)
        _draw_tickets(page)
        state = {"state": "closed"} if is_closed else {}
        draw_leafing(
            ("‹ 第一页", _address(state) if after and not text else None),
            ("下一页 ›", _address({**state, "after": str(page.next_after)}) if page.next_after else None),
        )

    add_page(console, "/tickets", "tickets", "待办", build)


def _draw_head(staff: StaffMember, page: TicketPage, text: str, *, is_closed: bool) -> None:
    note = "等得最久的在前，点开可以看对话。"
    if not may(staff.role, "complaints"):
        note += _FOR_OTHERS
    elif not may(staff.role, "handoffs"):
        note += "您看到的是投诉建议；转人工由热线员和办件人员查看。"
    draw_title("待办", _summarise(page, text, is_closed=is_closed), note)
    with element(
        "form", css="case-search", role="search", action="/tickets", method="get", data_at_once="yes"
    ):
        with element("div", css="search"):
            draw_query("编号，或编号的末几位", "查找诉求编号", longest=LONGEST_NUMBER, value=text)
        with element("div", css="conditions"):
            draw_choice(
                "state", "状态", [("", "待处理"), ("closed", "已办结")], "closed" if is_closed else ""
            )


def _summarise(page: TicketPage, text: str, *, is_closed: bool) -> str:
    if text:
        return f"编号含“{text}”的有 {page.total} 件" if page.total else f"没有编号含“{text}”的诉求，请核对"
    if is_closed:
        return f"{page.total:,} 件已办结" if page.total else "没有已办结的诉求"
    return f"{page.total:,} 件待处理" if page.total else "没有待处理的诉求"


def _draw_tickets(page: TicketPage) -> None:
    if page.tickets:
        with element("div", css="rows tickets"):
            for ticket in page.tickets:
                _draw_ticket(ticket)


def _draw_ticket(ticket: TicketInfo) -> None:
    words, tone = STATES[ticket.state]
    with element("a", css="row", href=f"/tickets/{ticket.number}"):
        element("span", words, f"stage {tone}")
        element("span", KINDS[ticket.kind], "kind")
        element("span", ticket.text, "words")
        element("span", ticket.number, "number")
        element("time", moment(in_shanghai(ticket.created_at)))


def _address(parts: dict[str, str]) -> str:
    return f"/tickets?{urlencode(parts)}" if parts else "/tickets"
