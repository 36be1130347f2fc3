"""One ticket: what was asked for, and the conversation around it. Who reads it, and when, is recorded."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from nicegui import ui

from api.console.pages.desk.conversation_view import draw_messages, draw_ticket
from api.console.pages.parts.element import element
from api.console.pages.parts.place import read_place
from api.console.pages.parts.reason_form import draw_reason_form, read_field
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.ticket_looks import read_conversation
from api.turns.inbound import clean_text
from records.staff.accounts.accounts import StaffMember
from records.staff.files.conversation_file import ConversationFile, Place
from records.staff.files.reason import USUAL_CONVERSATION_REASONS, ReasonRequired
from records.staff.files.said import Subject
from records.staff.files.tickets import LONGEST_NUMBER

_SUBJECTS: dict[Subject, str] = {"cases": "办件", "vouchers": "创新券", "credit": "科研诚信"}


def add_conversation_page(console: Console) -> None:
    """Register `/tickets/{number}`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        number = clean_text(request.path_params["number"])[:LONGEST_NUMBER]
        await _Conversation(visit, number).draw(visit.staff)

    add_page(console, "/tickets/{number}", "tickets", "对话", build)


class _Conversation:
    """One visitor's page. The reason that was given holds for all pages of this conversation, until it is left."""

    def __init__(self, visit: Visit, number: str) -> None:
        self._visit = visit
        self._number = number
        self._place: Place | None = None
        self._reason: str | None = None

    async def draw(self, staff: StaffMember) -> None:
        """Draw the ticket, and what was said around it."""
        with element("p", css="up"):
            element("a", "‹ 返回待办", href="/tickets")
        found = await read_conversation(self._visit.console, staff, self._number)
        if found is None:
            element("h1", "没有找到这件诉求")
            element("p", f"没有编号为“{self._number}”的诉求，或它不归您查看。请核对编号。", "nothing")
            return
        draw_ticket(found)
        self._problem = element("div", aria_live="polite")
        self._talk = element("section", css="talk", aria_label="对话")
        self._show(found)
        ui.on("conversation_reason", self._visit.action(self._on_reason))
        ui.on("conversation_page", self._visit.action(self._on_page))

    async def _on_reason(self, staff: StaffMember, args: Any) -> None:
        reason = read_field(args, "reason")
        self._problem.clear()
        try:
            found = await read_conversation(
                self._visit.console, staff, self._number, place=self._place, reason=reason
            )
        except ReasonRequired as refused:
            with self._problem:
                element("p", str(refused), "problem", role="alert")
            return
        self._reason = reason
        self._show(found)

    async def _on_page(self, staff: StaffMember, args: Any) -> None:
        side, _, text = (args if isinstance(args, str) else "").partition(":")
        message_id = read_place(text)
        self._place = None
        if message_id is not None and side in ("before", "after"):
            self._place = Place("before" if side == "before" else "after", message_id)
        found = await read_conversation(
            self._visit.console, staff, self._number, place=self._place, reason=self._reason
        )
        self._show(found)

    def _show(self, found: ConversationFile | None) -> None:
        self._talk.clear()
        if found is None:
            return
        with self._talk:
            if found.for_a_reason:
                what = "、".join(words for name, words in _SUBJECTS.items() if name in found.for_a_reason)
                draw_reason_form(
                    "conversation_reason",
                    f"对话里有{what}的内容",
                    f"{what}的内容",
                    USUAL_CONVERSATION_REASONS,
                )
            elif self._reason:
                element("p", f"查询理由：{self._reason.strip()}", "hint")
            draw_messages(found)
