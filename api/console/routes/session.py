"""`/staff/session`: sign in, who am I, sign out."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from api.console.parts import Console
from api.console.rights import ROLE_LABELS, Right, rights_of
from api.console.routes.current_staff import signed_in
from api.console.session import SignedIn
from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from records.staff.accounts.accounts import Role, StaffMember, sign_in


class Credentials(BaseModel):
    """Name and password of a member of staff."""

    name: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


class SessionInfo(BaseModel):
    """Who is signed in, and what the role allows."""

    name: str
    role: Role
    role_label: str
    rights: list[Right]


def build_session_router(console: Console, limit: RateLimit) -> APIRouter:
    """Return the routes of signing in and out. The token travels in an HttpOnly, SameSite=Strict cookie.

    `limit` is for one address, whatever names it tries; a name at an address waits after its own failures.
    """
    router = APIRouter(prefix="/staff", tags=["工作台"])

    @router.post("/session", summary="登录", responses=problems(429))
    async def open_session(body: Credentials, request: Request, response: Response) -> SessionInfo:
        limit.check(address_of(request))
        address, now, database = address_of(request), console.clock.now(), console.database
        result = await database.run_in_thread(
            lambda: sign_in(database, body.name.strip(), body.password, now=now, address=address)
        )
        if result.wait is not None:
            seconds = math.ceil(result.wait.total_seconds())
            title = f"登录失败次数过多，请 {math.ceil(seconds / 60)} 分钟后再试。"
            raise Problem(429, title, "急需登录时，请管理员解除限制。", retry_after=seconds)
        if result.staff is None or result.token is None:
            raise Problem(401, "用户名或密码不正确。")
        console.cookie.write(response, result.token, request.url)
        return _info(result.staff)

    @router.get("/session", summary="当前登录人")
    async def show_session(current: Annotated[SignedIn, Depends(signed_in)]) -> SessionInfo:
        return _info(current.staff)

    @router.delete("/session", status_code=204, summary="退出登录")
    async def close_session(current: Annotated[SignedIn, Depends(signed_in)]) -> Response:
        await console.sessions.end(current.token)
        response = Response(status_code=204)
        console.cookie.remove(response)
        return response

    return router


def _info(staff: StaffMember) -> SessionInfo:
    return SessionInfo(
        name=staff.name,
        role=staff.role,
        role_label=ROLE_LABELS[staff.role],
        rights=sorted(rights_of(staff.role)),
    )
