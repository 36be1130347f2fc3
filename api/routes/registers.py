"""Public information: `GET /api/registers`, `GET /api/contacts/districts`, `GET /api/external-services`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.turns.inbound import clean_text
from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from api.web.region import check_region
from contracts import RegisterResult
from contracts.contacts import DistrictContactView, ExternalServiceView
from contracts.lookup import Register
from records.registers.contacts import list_district_contacts
from records.registers.lookup import check_register
from records.registers.services import list_external_services
from records.storage.database import Database
from records.values.clock import Clock
from records.values.uscc import UsccInvalid, normalise_uscc

_LONGEST_NAME = 100


def build_register_router(database: Database, limit: RateLimit, clock: Clock) -> APIRouter:
    """Return the routes of what the bureau publishes: registers, district contacts, external services."""
    router = APIRouter(prefix="/api", tags=["名单和联系人"], responses=problems(429))

    def check_rate(request: Request) -> None:
        limit.check(address_of(request))

    @router.get("/registers")
    async def registers(
        request: Request,
        q: Annotated[
            str, Query(min_length=2, max_length=_LONGEST_NAME, description="单位名称或统一社会信用代码")
        ],
        register: Annotated[Register | None, Query(description="名单，默认全部")] = None,
    ) -> RegisterResult:
        """Look a name or a uscc up in the published registers as of today."""
        check_rate(request)
        asked = clean_text(q)
        if not asked:
            raise Problem(422, "没有看到单位名称，请输入全称或统一社会信用代码。")
        uscc = _uscc_of(asked)
        found = await database.run_in_transaction(
            lambda session: check_register(
                session, now=clock.now(), name=None if uscc else asked, uscc=uscc, register=register
            ),
            read_only=True,
        )
        return found.result

    @router.get("/contacts/districts")
    async def district_contacts(
        request: Request,
        region: Annotated[str | None, Query(max_length=100, description="地区，如 湖北省/武汉市")] = None,
    ) -> list[DistrictContactView]:
        """List who looks after each district (包区), as the bureau has published it."""
        check_rate(request)
        asked = check_region(region)
        return await database.run_in_transaction(
            lambda session: list_district_contacts(session, asked), read_only=True
        )

    @router.get("/external-services")
    async def external_services(request: Request) -> list[ExternalServiceView]:
        """List what was simplified of the external services (对外业务事项)."""
        check_rate(request)
        return await database.run_in_transaction(list_external_services, read_only=True)

    return router


def _uscc_of(text: str) -> str | None:
    """Return a uscc, None for a name. Raises Problem 422 for 18 signs that are a mistyped one."""
    compact = "".join(text.split())
    if not (compact.isascii() and compact.isalnum() and len(compact) == 18):
        return None
    try:
        return normalise_uscc(compact)
    except UsccInvalid as problem:
        raise Problem(422, problem.reason) from problem
