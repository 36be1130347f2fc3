"""`GET /api/conversations/{id}/statement.xlsx`: the bound enterprise's statement of vouchers as a file."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date, datetime
from typing import IO, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from api.routes.token import check_token
from api.turns.journal import Journal
from api.web.errors import Problem
from api.web.openapi import problems, sends
from api.web.rate_limit import RateLimit
from records.storage.database import Database
from records.values.clock import Clock, day_of
from records.vouchers.lookup import open_statement
from records.vouchers.statement import Period, PeriodInvalid, iterate_lines, read_head, take_snapshot
from records.vouchers.workbook import write_statement

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A long statement keeps a processor busy for seconds: so many are written at a time, the others wait.
_AT_ONCE = 2
_CHUNK_BYTES = 64 * 1024
_REFUSED = {
    "needs_binding": "请先在对话中绑定企业，再下载对账单。",
    "refused": "对账单只提供给法定代表人和经办人，您登记的是查看人，不能下载。",
}


def build_statement_router(database: Database, journal: Journal, clock: Clock, limit: RateLimit) -> APIRouter:
    """Return the route. Whose statement it is, and whether it may be read, is read from the records each time."""
    router = APIRouter(prefix="/api", tags=["对话"])
    turns = asyncio.Semaphore(_AT_ONCE)

    @router.get(
        "/conversations/{conversation_id}/statement.xlsx",
        response_class=StreamingResponse,
        responses=problems(403, 404, 429) | sends(XLSX, {"type": "string", "format": "binary"}),
    )
    async def download(
        conversation_id: str,
        begins_on: Annotated[date, Query(alias="from", description="开始日期，含当日")],
        ends_on: Annotated[date, Query(alias="to", description="结束日期，含当日")],
        authorization: Annotated[str | None, Header(max_length=200)] = None,
    ) -> StreamingResponse:
        await check_token(journal, conversation_id, authorization)
        limit.check(conversation_id)
        now = clock.now()
        period = _period(begins_on, ends_on, now)
        access = await database.run_in_transaction(
            lambda session: open_statement(session, conversation_id, period, as_file=True, now=now)
        )
        if access.enterprise is None or access.outcome != "found":
            raise Problem(403, _REFUSED[access.outcome])
        async with turns:
            file = await asyncio.to_thread(_write, database, access.enterprise.enterprise_id, period, now)
        return StreamingResponse(_chunks(file), media_type=XLSX, headers=_headers(file, period))

    return router


def _period(begins_on: date, ends_on: date, now: datetime) -> Period:
    try:
        return Period.until_today(begins_on, ends_on, today=day_of(now))
    except PeriodInvalid as problem:
        raise Problem(422, "日期不对，请核对后再下载。", str(problem)) from problem


def _write(database: Database, enterprise_id: int, period: Period, now: datetime) -> IO[bytes]:
    """Write the statement, as one moment saw it, to a file that vanishes when it is closed."""
    with ExitStack() as until_written:
        file = until_written.enter_context(tempfile.TemporaryFile(prefix="dxe-statement-"))
        with database.transaction(read_only=True) as session:
            take_snapshot(session)
            head = read_head(session, enterprise_id, period, now=now)
            lines = iterate_lines(session, enterprise_id, period, now=now)
            write_statement(file, head, lines, made_at=now)
        until_written.pop_all()  # from here it is closed when it has been sent
    return file


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk


def _headers(file: IO[bytes], period: Period) -> dict[str, str]:
    days = f"{period.begins_on}_{period.ends_on}"
    name = quote(f"创新券对账单_{days}.xlsx")
    return {
        "Content-Disposition": f"attachment; filename=\"statement_{days}.xlsx\"; filename*=UTF-8''{name}",
        "Content-Length": str(file.seek(0, 2)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
