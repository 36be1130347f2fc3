"""A connection that is dropped: what WeChat takes for no answer, so that it tries again."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Dropped(Response):
    """Begins and never ends, upon which the server closes the connection; no body can be taken for a reply.

    Mostly the other side has disconnected before, and nothing is sent at all.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head of a response whose body does not come."""
        headers = [(b"content-length", b"1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
