"""`/staff/cases`: find cases and see one. Each look is an audit entry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from api.console.lookups import find_case, find_cases
from api.console.parts import Console
from api.console.routes.current_staff import staff_with
from api.errors import Problem
from api.inbound import clean_text
from contracts import CaseStatus
from records.staff.accounts import StaffMember
from records.staff.lookup import CaseSummary


class FoundCases(BaseModel):
    """At most 20 cases, the best match first."""

    cases: list[CaseSummary]


def build_case_router(console: Console) -> APIRouter:
    """Return the routes of case staff."""
    router = APIRouter(prefix="/staff", tags=["工作台"])
    case_staff = Depends(staff_with(console, "cases"))

    @router.get("/cases", summary="查找办件")
    async def search(
        q: Annotated[
            str,
            Query(
                min_length=1, max_length=100, description="受理编号、企业名称、拼音首字母或统一社会信用代码"
            ),
        ],
        staff: StaffMember = case_staff,
    ) -> FoundCases:
        query = clean_text(q)
        if not query:
            raise Problem(422, "请输入受理编号、企业名称、拼音首字母或统一社会信用代码。")
        return FoundCases(cases=list(await find_cases(console, staff, query)))

    @router.get("/cases/{number}", summary="查看办件")
    async def view(
        number: Annotated[str, Path(max_length=100)], staff: StaffMember = case_staff
    ) -> CaseStatus:
        case = await find_case(console, staff, number)
        if case is None:
            raise Problem(404, "没有这个受理编号的办件，请核对后再查。")
        return case

    return router
