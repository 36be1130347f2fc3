"""`GET /api/answer`: one question, one answer, no dialogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from api.turns.inbound import clean_text
from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from api.web.region import check_region
from desk.door import MOST_BEFORE, Answers, answer_after
from desk.question import Context
from index.model.answer import Answer
from index.model.errors import IndexMissing
from telemetry.metrics import ANSWERS

Before = Annotated[str, Field(min_length=1, max_length=2_000)]
BEFORE = "同一来电或会话里之前的问题，先问的在前；不填就是第一问"


def build_answer_router(door: Answers, limit: RateLimit, own_region: str | None) -> APIRouter:
    """Return the route that answers what is public, for `own_region` where no region is named."""
    router = APIRouter(prefix="/api", tags=["问答"])

    @router.get("/answer", responses=problems(429))
    async def answer(
        request: Request,
        q: Annotated[str, Query(min_length=1, max_length=2_000, description="问题")],
        region: Annotated[str | None, Query(max_length=100, description="地区，如 湖北省/武汉市")] = None,
        on: Annotated[date | None, Query(description="按哪一天有效的文件答，默认今天")] = None,
        before: Annotated[list[Before] | None, Query(max_length=MOST_BEFORE, description=BEFORE)] = None,
    ) -> Answer:
        for _ in (q, *(before or ())):  # each is answered, and counts
            limit.check(address_of(request))
        question = clean_text(q)
        if not question:
            raise Problem(422, "没有看到文字内容，请输入您的问题。")
        asked_for = own_region if region is None else check_region(region)
        context = Context(home=asked_for, on=on)
        return await find_answer(door, question, context, before or [], where="api")

    return router


async def find_answer(
    door: Answers, question: str, context: Context, before: Sequence[str], *, where: str
) -> Answer:
    """Answer a question that follows those `before` it. Raises Problem 503 when there is no index."""
    earlier = [said for said in map(clean_text, before) if said]
    with index_wanted():
        found = await answer_after(door, earlier, question, context)
    ANSWERS.labels(where, found.outcome).inc()
    return found


@contextmanager
def index_wanted() -> Iterator[None]:
    """Turn a missing index into a Problem 503."""
    try:
        yield
    except IndexMissing as problem:
        raise Problem(503, "知识索引尚未建立，请稍后再试。", retry_after=30) from problem
