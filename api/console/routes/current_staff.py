"""Dependencies: who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.console.lookups import record_refusal
from api.console.parts import Console
from api.console.rights import Right, may
from api.console.session import SignedIn
from api.web.errors import Problem
from records.staff.accounts.accounts import StaffMember


def signed_in(request: Request) -> SignedIn:
    """Return the request's session, which the gate has found. Raises Problem 401 should there be none."""
    found = getattr(request.state, "signed_in", None)
    if found is None:
        raise Problem(401)
    return cast(SignedIn, found)


def staff_with(console: Console, right: Right) -> Callable[[Request], Awaitable[StaffMember]]:
    """Return a dependency that gives the member of staff, or records the refusal and raises Problem 403."""

    async def current_staff(request: Request) -> StaffMember:
        staff = signed_in(request).staff
        if not may(staff.role, right):
            await record_refusal(console, staff, request.url.path)
            raise Problem(403)
        return staff

    return current_staff


def looking_route(console: Console) -> type[APIRoute]:
    """Return the kind of route whose calls that are no valid ones are recorded too, as refused."""

    class LookingRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def record_invalid(request: Request) -> Response:
                try:
                    return await handle(request)
                except RequestValidationError:
                    await record_refusal(console, signed_in(request).staff, request.url.path)
                    raise

            return record_invalid

    return LookingRoute
