"""`POST /api/webhooks/{source}/cases`: another system reports that a case has come to another stage."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ValidationError

from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from api.web.webhook_signature import WebhookKeys, fold_source
from records.calendar.working_days import WorkingDays
from records.feeds.reported_stage import (
    LONGEST_SOURCE,
    CaseUnknown,
    InFuture,
    ReportRefused,
    ReportTaken,
    StageReport,
    record_refusal,
    take_report,
)
from records.storage.database import Database
from records.values.clock import Clock

log = structlog.get_logger(__name__)


class WebhookAnswer(BaseModel):
    """`recorded`: the stage was appended; `known`: it had been, nothing changed. `stage` is the case's stage now."""

    result: Literal["recorded", "known"]
    case_number: str
    stage: str


def build_webhook_router(
    database: Database, keys: WebhookKeys, limit: RateLimit, clock: Clock, calendar: WorkingDays
) -> APIRouter:
    """Return the route by which other systems report. `limit` counts by address."""
    router = APIRouter(prefix="/api/webhooks", tags=["业务系统"])

    @router.post(
        "/{source}/cases",
        responses=problems(401, 404, 409, 429),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": StageReport.model_json_schema()}},
            }
        },
    )
    async def report_stage(
        request: Request,
        source: str,
        x_dxe_timestamp: Annotated[str | None, Header(description="发送时刻，1970 年以来的秒数")] = None,
        x_dxe_signature: Annotated[
            str | None, Header(description="v1= 加 HMAC-SHA256(密钥, 时刻 + “.” + 正文) 的十六进制")
        ] = None,
    ) -> WebhookAnswer:
        limit.check(address_of(request))
        body = await request.body()
        if not keys.verify(source, x_dxe_timestamp, x_dxe_signature, body, now=clock.now()):
            log.warning("webhook_not_signed", source=source[:LONGEST_SOURCE])
            raise Problem(401, "签名不对或已过时。")
        taken = await _take(database, fold_source(source), _read(body), clock, calendar)
        return WebhookAnswer(
            result="recorded" if taken.is_new else "known", case_number=taken.case_number, stage=taken.stage
        )

    return router


def _read(body: bytes) -> StageReport:
    try:
        return StageReport.model_validate_json(body)
    except ValidationError as problem:
        wrong = sorted({".".join(map(str, error["loc"])) or "正文" for error in problem.errors()})
        raise Problem(422, detail=f"这些内容不符合约定：{'、'.join(wrong)}。") from problem


async def _take(
    database: Database, source: str, report: StageReport, clock: Clock, calendar: WorkingDays
) -> ReportTaken:
    """Take a report over in one transaction; a refusal is audited in another."""
    now = clock.now()
    try:
        return await database.run_in_transaction(
            lambda session: take_report(session, source, report, now=now, calendar=calendar)
        )
    except ReportRefused as refusal:
        refused = refusal
    await database.run_in_transaction(lambda session: record_refusal(session, source, report, refused, now))
    status = 404 if isinstance(refused, CaseUnknown) else 422 if isinstance(refused, InFuture) else 409
    raise Problem(status, str(refused)) from refused
