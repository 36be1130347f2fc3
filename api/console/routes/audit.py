"""`/staff/audit`: the audit log for auditors, and whether it is whole. Reading it leaves an entry too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.console.audit_looks import check_audit_log, read_audit_log, read_audit_state
from api.console.parts import Console
from api.console.routes.current_staff import looking_route, staff_with
from api.web.errors import Problem
from records.staff.accounts.accounts import StaffMember
from records.staff.upkeep.audit_log import AuditFilter, AuditLine, FilterInvalid

LAST_SEQUENCE = 2**53


class AuditList(BaseModel):
    """Up to 50 entries, the newest first; `next_page` asks for older ones. `head` is where the log ends."""

    entries: Sequence[AuditLine]
    next_page: int | None
    head: str


class AuditCheck(BaseModel):
    """Whether the log is whole. `sequence` and `problem` name the first bad entry and what looks wrong with it."""

    is_intact: bool
    checked: int
    head: str
    compared_heads: int
    sequence: int | None
    problem: str | None


def build_audit_router(console: Console) -> APIRouter:
    """Return the routes of auditors."""
    router = APIRouter(prefix="/staff", tags=["工作台"], route_class=looking_route(console))
    auditor = Depends(staff_with(console, "audit"))

    @router.get("/audit", summary="审计日志，每页 50 条，新的在前")
    async def entries(
        actor: Annotated[
            str | None, Query(max_length=150, description="谁：工作人员姓名，或日志中的主体")
        ] = None,
        action: Annotated[str | None, Query(max_length=60, description="动作，如 staff.view_credit")] = None,
        subject: Annotated[
            str | None, Query(max_length=200, description="对象的开头，如 case:XS2026")
        ] = None,
        since: Annotated[date | None, Query(description="起始日（含）")] = None,
        until: Annotated[date | None, Query(description="截止日（含）")] = None,
        page: Annotated[
            int | None, Query(ge=1, le=LAST_SEQUENCE, description="上一页给出的 next_page")
        ] = None,
        staff: StaffMember = auditor,
    ) -> AuditList:
        wanted = AuditFilter(actor or None, action or None, subject or None, since, until)
        try:
            found = await read_audit_log(console, staff, wanted, page)
        except FilterInvalid as problem:
            raise Problem(422, str(problem)) from problem
        head, _ = await read_audit_state(console)
        return AuditList(entries=found.entries, next_page=found.next_before, head=str(head))

    @router.get("/audit/check", summary="校验审计日志是否完整")
    async def check(staff: StaffMember = auditor) -> AuditCheck:
        found = await check_audit_log(console, staff)
        fault = found.report.fault
        sequence, digest = found.report.head
        return AuditCheck(
            is_intact=fault is None,
            checked=found.report.checked,
            head=f"{sequence}:{digest}",
            compared_heads=found.heads,
            sequence=fault.sequence if fault else None,
            problem=fault.words if fault else found.problem,
        )

    return router
