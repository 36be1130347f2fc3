"""No request is larger than it needs to be, whatever it says of itself, and none is sent for ever."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.errors import problem_response

LARGEST_BODY = 64 * 1024
BODY_SECONDS = 15.0

# What is still under way of the body belongs to nobody: no other request comes on that connection.
_LAST = {"Connection": "close"}


class BodyTooLarge(Exception):
    """More than `LARGEST_BODY` has come."""


class BodyLimit:
    """ASGI middleware: a body over 64 KiB is 413 as soon as that much has come, one not here after 15 s is 408.

    The application is called when the body is complete, so that no half-sent request holds anything of it.
    """

    def __init__(self, app: ASGIApp, *, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read(receive)
        except BodyTooLarge:
            await problem_response(413, headers=_LAST)(scope, receive, send)
        except TimeoutError:
            await problem_response(408, headers=_LAST)(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _replaying(body, receive), send)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, None when the other side has gone. Raises BodyTooLarge."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
    return bytes(body)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body once, and then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
