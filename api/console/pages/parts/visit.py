"""One opened page: whose it is, and whether that still holds when something is clicked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import Request
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.responses import Response

from api.console.lookups import record_opening, record_refusal
from api.console.pages.parts.element import say
from api.console.pages.parts.frame import draw_frame
from api.console.parts import Console
from api.console.plain_page import busy_page, forbidden_page
from api.console.rights import ROLE_LABELS, Right, may
from api.console.session import SignedIn
from records.staff.accounts.accounts import StaffMember
from records.storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

# Longer than the database's busy timeout: a locked database is our page, not NiceGUI's.
BUILD_SECONDS = 15.0
BUSY = "系统繁忙，请稍后再试。"


@dataclass(frozen=True)
class Visit:
    """A page that was opened with a right. Its connection outlives the request, so each action asks again."""

    console: Console
    token: str
    right: Right
    staff: StaffMember

    async def confirm(self) -> StaffMember | None:
        """Return who acts; None, having sent the browser to the sign-in page, when the session has ended.

        Raises DatabaseUnavailable.
        """
        staff = await self.console.sessions.find(self.token)
        if staff is None or not may(staff.role, self.right):
            ui.navigate.to("/")
            return None
        return staff

    def action(
        self, act: Callable[[StaffMember, Any], Awaitable[None]]
    ) -> Callable[[GenericEventArguments], Awaitable[None]]:
        """Return an event handler that acts in the name of whoever is still signed in."""

        async def handle(event: GenericEventArguments) -> None:
            try:
                staff = await self.confirm()
                if staff is not None:
                    await act(staff, event.args)
            except DatabaseUnavailable as problem:
                log.warning("database_unavailable", reason=str(problem))
                say(BUSY, "warning")

        return handle


Build = Callable[[Visit, Request], Awaitable[None]]


def add_page(console: Console, path: str, right: Right, title: str, build: Build) -> None:
    """Register a page that `build` draws for staff with `right`; who opens it, and who tries to, is recorded."""

    async def page(request: Request) -> Response | None:
        current: SignedIn = request.state.signed_in
        try:
            if not may(current.staff.role, right):
                await record_refusal(console, current.staff, request.url.path)
                return forbidden_page(current.staff.name, ROLE_LABELS[current.staff.role])
            await _record_opening(console, current.staff, right, request.url.path)
            visit = Visit(console, current.token, right, current.staff)
            ui.page_title(f"{title} · 店小二工作台")
            with draw_frame(console, current.staff, request.url.path):
                await build(visit, request)
        except DatabaseUnavailable as problem:
            log.warning("database_unavailable", reason=str(problem))
            return busy_page()
        return None

    ui.page(path, response_timeout=BUILD_SECONDS)(page)


async def _record_opening(console: Console, staff: StaffMember, right: Right, path: str) -> None:
    """Record before anything is shown. Guidance is public, and a caller is on the line: it needs no database."""
    try:
        await record_opening(console, staff, path)
    except DatabaseUnavailable as problem:
        if right != "guidance":
            raise
        log.warning("opening_not_recorded", path=path, reason=str(problem))
