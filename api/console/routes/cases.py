"""`/staff/cases`: find cases and see one. Each look is an audit entry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.console.lookups import CaseConditions, find_case, find_cases
from api.console.parts import Console
from api.console.routes.current_staff import looking_route, staff_with
from api.turns.inbound import clean_text
from api.web.errors import Problem
from api.web.openapi import problems
from contracts.lookup import Stage
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import StaffCase
from records.staff.search.case_search import CasePage
from records.staff.search.search_due import DueInvalid
from records.staff.search.search_page import PageInvalid
from records.staff.search.search_query import LONGEST_QUERY, QueryInvalid

_WORDS = (
    "受理编号（开头或末几位）、企业名称（任意部分）、拼音首字母、统一社会信用代码（开头）、联系人手机号（11 位），"
    "可写几个词，其中可有环节、科室、超期、今天到期、本周到期、7天内到期；有其他条件时可以不写"
)
_DUE = (
    "overdue 已超期，today 今天到期，week 本周到期，within:N N 天内到期，on:日期 当天到期，"
    "supplement_overdue 补正逾期"
)


def build_case_router(console: Console) -> APIRouter:
    """Return the routes of case staff."""
    router = APIRouter(prefix="/staff", tags=["工作台"], route_class=looking_route(console))
    case_staff = Depends(staff_with(console, "cases"))

    @router.get("/cases", summary="查找办件，每页 20 件")
    async def search(
        q: Annotated[str, Query(max_length=LONGEST_QUERY, description=_WORDS)] = "",
        section: Annotated[str | None, Query(max_length=100, description="科室全称")] = None,
        stage: Annotated[Stage | None, Query(description="环节")] = None,
        due: Annotated[str | None, Query(max_length=30, description=_DUE)] = None,
        page: Annotated[str | None, Query(max_length=300, description="上一页给出的 next_page")] = None,
        staff: StaffMember = case_staff,
    ) -> CasePage:
        asked = CaseConditions(clean_text(q), section or None, stage, due or None)
        try:
            return await find_cases(console, staff, asked, page or None)
        except (QueryInvalid, DueInvalid, PageInvalid) as problem:
            raise Problem(422, str(problem)) from problem

    @router.get("/cases/{number}", summary="查看办件", responses=problems(404))
    async def view(
        number: Annotated[str, Path(max_length=100)], staff: StaffMember = case_staff
    ) -> StaffCase:
        case = await find_case(console, staff, number)
        if case is None:
            raise Problem(404, "没有这个受理编号的办件，请核对后再查。")
        return case

    return router
