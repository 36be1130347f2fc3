"""未答问题: what was asked and not answered, for those who write guides; the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from api.console.pages.cases.case_words import moment
from api.console.pages.desk.outcome_words import say_outcome
from api.console.pages.parts.element import element
from api.console.pages.parts.place import draw_leafing, read_place
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.rights import may
from records.conversations.tickets import Unanswered, list_unanswered
from records.values.clock import in_shanghai

PAGE_SIZE = 50


def add_unanswered_page(console: Console) -> None:
    """Register `/unanswered`."""

    async def build(visit: Visit, request: Request) -> None:
        before = read_place(request.query_params.get("before", ""))
        of_complaints = may(visit.staff.role, "complaints")
        found = await visit.console.database.run_in_transaction(
            lambda session: list_unanswered(
                session, before=before, of_complaints=of_complaints, limit=PAGE_SIZE + 1
            ),
            read_only=True,
        )
        shown = found[:PAGE_SIZE]
        _draw(shown, is_first=before is None)
        older = f"/unanswered?before={shown[-1].id}" if len(found) > PAGE_SIZE else None
        draw_leafing(("‹ 最新的", "/unanswered" if before is not None else None), ("更早的 ›", older))

    add_page(console, "/unanswered", "unanswered", "未答问题", build)


def _draw(questions: Sequence[Unanswered], *, is_first: bool) -> None:
    which = "最近" if is_first else "更早的"
    summary = f"{which} {len(questions)} 条" if questions else "没有未答的问题"
    draw_title("未答问题", summary, "企业问过、知识库里没有依据的问题，供知识编辑补充。")
    if questions:
        with element("div", css="rows unanswered"):
            for question in questions:
                with element("div", css="row"):
                    element("span", say_outcome(question.outcome)[0], "kind")
                    element("span", question.question, "words")
                    element("span", (question.region or "").replace("/", " · "), "where")
                    element("time", moment(in_shanghai(question.asked_at)))
