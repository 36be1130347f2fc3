"""`/staff/enterprises`, `/staff/credit`, `/staff/vouchers`: what staff look up of an enterprise. All of it audited."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.console.enterprise_looks import UNKNOWN, find_credit, find_enterprises, find_vouchers
from api.console.parts import Console
from api.console.routes.current_staff import looking_route, staff_with
from api.turns.inbound import clean_text
from api.web.errors import Problem
from api.web.openapi import problems
from contracts import CreditStanding
from contracts.lookup import VoucherBalance
from records.credit.rules_file import CreditRulesInvalid
from records.staff.accounts.accounts import StaffMember
from records.staff.files.reason import LONGEST_REASON, ReasonRequired
from records.staff.search.enterprise_search import FoundEnterprises
from records.staff.search.search_query import LONGEST_QUERY, QueryInvalid
from records.values.uscc import UsccInvalid

_USCC = Query(max_length=40, description="18 位统一社会信用代码")
_REASON = Query(max_length=LONGEST_REASON, description="查询理由，至少 4 个字，会留痕")


def build_enterprise_router(console: Console) -> APIRouter:
    """Return the routes of who looks after enterprises."""
    router = APIRouter(prefix="/staff", tags=["工作台"], route_class=looking_route(console))

    @router.get("/enterprises", summary="查找企业，最多 20 家")
    async def search(
        q: Annotated[
            str,
            Query(
                min_length=1, max_length=LONGEST_QUERY, description="企业名称、拼音首字母、统一社会信用代码"
            ),
        ],
        staff: StaffMember = Depends(staff_with(console, "cases")),
    ) -> FoundEnterprises:
        try:
            return await find_enterprises(console, staff, clean_text(q))
        except QueryInvalid as problem:
            raise Problem(422, str(problem)) from problem

    @router.get("/credit", summary="查看科研诚信状态，须有理由", responses=problems(404))
    async def credit(
        uscc: Annotated[str, _USCC],
        reason: Annotated[str, _REASON] = "",
        staff: StaffMember = Depends(staff_with(console, "credit")),
    ) -> CreditStanding:
        try:
            standing = await find_credit(console, staff, uscc, reason)
        except (ReasonRequired, UsccInvalid) as problem:
            raise Problem(422, str(problem)) from problem
        except CreditRulesInvalid as problem:
            raise Problem(503, "科研诚信规则文件有误，请联系管理员。", str(problem)) from problem
        if standing is None:
            raise Problem(404, UNKNOWN)
        return standing

    @router.get("/vouchers", summary="查看创新券余额，须有理由", responses=problems(404))
    async def vouchers(
        uscc: Annotated[str, _USCC],
        reason: Annotated[str, _REASON] = "",
        staff: StaffMember = Depends(staff_with(console, "vouchers")),
    ) -> VoucherBalance:
        try:
            balance = await find_vouchers(console, staff, uscc, reason)
        except (ReasonRequired, UsccInvalid) as problem:
            raise Problem(422, str(problem)) from problem
        if balance is None:
            raise Problem(404, UNKNOWN)
        return balance

    return router
