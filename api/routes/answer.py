"""`GET /api/answer`: one question, one answer, no dialogue."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.turns.inbound import clean_text
from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from api.web.region import check_region
from index.answering.answerer import Answer
from index.library import Library
from index.model.errors import IndexMissing
from telemetry.metrics import ANSWERS


def build_answer_router(library: Library, limit: RateLimit, own_region: str | None) -> APIRouter:
    """Return the route that answers from the index alone, for `own_region` where no region is named."""
    router = APIRouter(prefix="/api", tags=["问答"])

    @router.get("/answer", responses=problems(429))
    async def answer(
        request: Request,
        q: Annotated[str, Query(min_length=1, max_length=2_000, description="问题")],
        region: Annotated[str | None, Query(max_length=100, description="地区，如 湖北省/武汉市")] = None,
        on: Annotated[date | None, Query(description="按哪一天有效的文件答，默认今天")] = None,
    ) -> Answer:
        limit.check(address_of(request))
        question = clean_text(q)
        if not question:
            raise Problem(422, "没有看到文字内容，请输入您的问题。")
        asked_for = own_region if region is None else check_region(region)
        return await find_answer(library, question, asked_for, on, where="api")

    return router


async def find_answer(
    library: Library, question: str, region: str | None, on: date | None, *, where: str
) -> Answer:
    """Answer from the index on a thread. Raises Problem 503 when there is no index."""
    try:
        found = await asyncio.to_thread(lambda: library.answerer().answer(question, region=region, on=on))
    except IndexMissing as problem:
        raise Problem(503, "知识索引尚未建立，请稍后再试。", retry_after=30) from problem
    ANSWERS.labels(where, found.outcome).inc()
    return found
