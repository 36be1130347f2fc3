"""`/staff/suggest` and `/staff/feedback`: what a hotline operator is shown, and the mark on a wrong answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.console.lookups import record_wrong_answer
from api.console.parts import Console
from api.console.routes.current_staff import staff_with
from api.routes.answer import BEFORE, Before, find_answer
from api.turns.inbound import LONGEST_TEXT, clean_text
from api.web.errors import Problem
from api.web.region import check_region
from desk.door import MOST_BEFORE
from desk.question import Context
from index.model.answer import Answer
from records.staff.accounts.accounts import StaffMember


class WrongAnswer(BaseModel):
    """An answer that a member of staff says is wrong, with what is needed to see it again."""

    query: str = Field(min_length=1, max_length=LONGEST_TEXT)
    answer: str = Field(min_length=1, max_length=20_000)
    index_version: str = Field(max_length=64)
    passage: str | None = Field(default=None, max_length=20_000)
    note: str | None = Field(default=None, max_length=500)


class Marked(BaseModel):
    """The mark as it was stored."""

    id: int


def build_guidance_router(console: Console) -> APIRouter:
    """Return the routes of the hotline."""
    router = APIRouter(prefix="/staff", tags=["工作台"])
    guidance_staff = Depends(staff_with(console, "guidance"))

    @router.get("/suggest", summary="热线答复", dependencies=[guidance_staff])
    async def suggest(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST_TEXT, description="来电人的话或关键词")],
        region: Annotated[str | None, Query(max_length=100, description="地区，如 湖北省/武汉市")] = None,
        before: Annotated[list[Before] | None, Query(max_length=MOST_BEFORE, description=BEFORE)] = None,
    ) -> Answer:
        question = clean_text(q)
        if not question:
            raise Problem(422, "没有看到文字内容，请输入关键词。")
        asked_for = console.region if region is None else check_region(region)
        context = Context(home=asked_for)
        return await find_answer(console.door, question, context, before or [], where="hotline")

    @router.post("/feedback", status_code=201, summary="标记答复有误")
    async def mark_wrong(body: WrongAnswer, staff: StaffMember = guidance_staff) -> Marked:
        mark = await record_wrong_answer(
            console, staff, body.query, body.answer, body.index_version, passage=body.passage, note=body.note
        )
        return Marked(id=mark)

    return router
