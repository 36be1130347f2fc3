"""待办 and 未答问题: what conversations left for people to do. Lists only, for now."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from api.console.pages.case_words import moment
from api.console.pages.element import element
from api.console.pages.visit import Visit, add_page
from api.console.parts import Console
from index.answer import AnswerOutcome
from records.clock import in_shanghai
from records.desk import TicketInfo, Unanswered, list_tickets, list_unanswered

MOST_ROWS = 100
_KINDS = {"handoff": "转人工", "complaint": "投诉建议"}
_STATES = {"open": ("待处理", "ask"), "taken": ("处理中", "running"), "closed": ("已办结", "done")}
_REASONS: dict[AnswerOutcome, str] = {
    "no_answer": "没有查到",
    "out_of_scope": "不在受理范围",
    "other_region": "外地政策",
    "clarify": "需要问清",
    "answered": "已答复",
}


def add_ticket_pages(console: Console) -> None:
    """Register `/tickets` and `/unanswered`."""

    async def build_tickets(visit: Visit, _: Request) -> None:
        tickets = await visit.console.database.run_in_transaction(
            lambda session: list_tickets(session, limit=MOST_ROWS), read_only=True
        )
        _draw_tickets(tickets)

    async def build_unanswered(visit: Visit, _: Request) -> None:
        questions = await visit.console.database.run_in_transaction(
            lambda session: list_unanswered(session, limit=MOST_ROWS), read_only=True
        )
        _draw_unanswered(questions)

    add_page(console, "/tickets", "tickets", "待办", build_tickets)
    add_page(console, "/unanswered", "unanswered", "未答问题", build_unanswered)


def _draw_tickets(tickets: Sequence[TicketInfo]) -> None:
    waiting = sum(ticket.state == "open" for ticket in tickets)
    _draw_title(
        "待办", f"{waiting} 件待处理" if waiting else "没有待处理的诉求", "最近的在前，最多列出 100 件"
    )
    if tickets:
        with element("div", css="rows tickets"):
            for ticket in tickets:
                words, tone = _STATES[ticket.state]
                with element("div", css="row"):
                    element("span", words, f"stage {tone}")
                    element("span", _KINDS[ticket.kind], "kind")
                    element("span", ticket.text, "words")
                    element("span", ticket.number, "number")
                    element("time", moment(in_shanghai(ticket.created_at)))


def _draw_unanswered(questions: Sequence[Unanswered]) -> None:
    summary = f"最近 {len(questions)} 条" if questions else "没有未答的问题"
    _draw_title("未答问题", summary, "企业问过、知识库里没有依据的问题，供知识编辑补充")
    if questions:
        with element("div", css="rows unanswered"):
            for question in questions:
                with element("div", css="row"):
                    element("span", _reason(question.outcome), "kind")
                    element("span", question.question, "words")
                    element("span", (question.region or "").replace("/", " · "), "where")
                    element("time", moment(in_shanghai(question.asked_at)))


def _draw_title(title: str, summary: str, note: str) -> None:
    with element("header", css="title"):
        element("h1", title)
        element("p", summary, "summary")
        element("p", note, "hint")


def _reason(outcome: str) -> str:
    return next((words for name, words in _REASONS.items() if name == outcome), outcome)
