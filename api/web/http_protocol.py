"""HTTP as the server speaks it, with an end to waiting: the head of a request comes soon, and is not endless."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.web.errors import TITLES

LARGEST_HEAD = 64 * 1024


class PunctualHttp(HttpToolsProtocol):
    """uvicorn's protocol, which of itself waits for the rest of a head for ever.

    From when a connection opens, or its next request begins, to the end of the head `head_seconds` may pass. Who sent
    a part of it is told so with 408, who sent nothing is cut off without a word, and a head over 64 KiB is 431. What
    comes after the head is the applications' (`BodyLimit`), what comes between requests uvicorn's (keep-alive).
    """

    head_seconds: ClassVar[float] = 10.0

    _overdue: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_between_requests():
            return
        self._await_head()
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, in the form of all our refusals; `msg` is uvicorn's."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def _is_between_requests(self) -> bool:
        """Tell whether what came belongs to a head that is not complete; a WebSocket has a protocol of its own."""
        is_ours = not self.transport.is_closing() and self.transport.get_protocol() is self
        return is_ours and (self.cycle is None or self.cycle.response_complete)

    def _await_head(self) -> None:
        if self._overdue is None:
            self._overdue = self.loop.call_later(self.head_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        self._head_bytes = 0
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _give_up(self) -> None:
        if self._head_bytes:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        document = {"type": "about:blank", "title": TITLES[status], "status": status.value}
        body = json.dumps(document, ensure_ascii=False).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            "content-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\n"
            "x-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
