"""Who is signed in: the cookie, and a short memory of tokens that were found good."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog
from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response

from records.staff.accounts.accounts import SESSION_LIFE, StaffMember, end_staff_session, find_staff_session
from records.storage.database import Database, DatabaseUnavailable
from records.values.clock import Clock

log = structlog.get_logger(__name__)

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
MOST_REMEMBERED = 2_000
# A session that is ended elsewhere, as `dxe staff disable` does, is worth nothing here after this long at the latest.
MEMORY_SECONDS = 15.0


@dataclass(frozen=True)
class SignedIn:
    """A request's session: the cookie's token and whose it is."""

    token: str
    staff: StaffMember


@dataclass(frozen=True)
class SessionCookie:
    """The cookie that carries the token: for this site's own requests only, out of reach of scripts.

    Browsers keep one set of cookies for all ports of a host: `name` tells installations apart. `demo` allows plain
    HTTP from elsewhere than this machine.
    """

    name: str
    demo: bool

    def read(self, connection: HTTPConnection) -> str | None:
        """Return the token, or None."""
        return connection.cookies.get(self.name) or None

    def write(self, response: Response, token: str, url: URL) -> None:
        """Set the token on a response to a request for `url`."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(SESSION_LIFE.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=not (self.demo or url.hostname in LOOPBACK_NAMES),
        )

    def remove(self, response: Response) -> None:
        """Take the token from the browser."""
        response.delete_cookie(self.name, httponly=True, samesite="strict")


@dataclass
class _Remembered:
    staff: StaffMember
    checked_at: float
    ask_again_at: float


class SessionKeeper:
    """Finds sessions, and asks the database about each at most once in `memory_s` seconds.

    A session that another process ends (somebody is disabled, or gets a password) is therefore refused within that
    time: every request and every click on a page that is open asks here.

    A page loads dozens of files and a hotline operator types ten keys a second; none of them should be a writing
    transaction. When the database is unavailable, who was signed in less than `grace_s` seconds ago stays so:
    guidance needs no database, and a caller is on the line. Records cannot be read then in any case.
    """

    def __init__(
        self, database: Database, clock: Clock, *, memory_s: float = MEMORY_SECONDS, grace_s: float = 300.0
    ) -> None:
        self._database = database
        self._clock = clock
        self._memory_s = memory_s
        self._grace_s = grace_s
        self._remembered: dict[str, _Remembered] = {}
        self._under_way: dict[str, asyncio.Task[StaffMember | None]] = {}

    async def find(self, token: str) -> StaffMember | None:
        """Return who is signed in with a token, None when nobody is. Raises DatabaseUnavailable."""
        known = self._remembered.get(token)
        if known is not None and time.monotonic() < known.ask_again_at:
            return known.staff
        task = self._under_way.get(token)
        if task is None:
            task = asyncio.create_task(self._ask(token))
            self._under_way[token] = task
        return await asyncio.shield(task)

    async def end(self, token: str) -> None:
        """Sign out: the token is worth nothing from now on. Raises DatabaseUnavailable."""
        now = self._clock.now()
        await self._database.run_in_transaction(lambda session: end_staff_session(session, token, now=now))
        self._under_way.pop(token, None)
        self._remembered.pop(token, None)

    async def _ask(self, token: str) -> StaffMember | None:
        task, now = asyncio.current_task(), self._clock.now()
        try:
            staff = await self._database.run_in_transaction(
                lambda session: find_staff_session(session, token, now=now)
            )
        except DatabaseUnavailable:
            staff = self._known_lately(token)
            if staff is None:
                raise
            log.warning("session_not_checked", staff=staff.name)
            return staff
        finally:
            is_current = self._under_way.get(token) is task
            if is_current:
                del self._under_way[token]
        # Signed out meanwhile: what was found is not remembered.
        if is_current:
            self._remember(token, staff)
        return staff

    def _known_lately(self, token: str) -> StaffMember | None:
        known, now = self._remembered.get(token), time.monotonic()
        if known is None or now - known.checked_at > self._grace_s:
            return None
        known.ask_again_at = now + self._memory_s
        return known.staff

    def _remember(self, token: str, staff: StaffMember | None) -> None:
        if staff is None:
            self._remembered.pop(token, None)
            return
        while len(self._remembered) >= MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        now = time.monotonic()
        self._remembered[token] = _Remembered(staff, now, now + self._memory_s)
