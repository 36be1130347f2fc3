"""How many event streams are open, and no more than that: each one asks the database every second."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.web.errors import Problem

STREAMS_PER_CONVERSATION = 6  # a browser has as many connections to a service for all its tabs
RETRY_AFTER_SECONDS = 30

_REFUSED = {
    "conversation": "这个对话同时打开的页面太多，请关闭几个后再试。",
    "address": "您所在的网络同时打开的对话太多，请稍后再试。",
}


class EventStreams:
    """The open streams of this process, counted by conversation and by address."""

    def __init__(self, per_address: int, per_conversation: int = STREAMS_PER_CONVERSATION) -> None:
        self._limits = {"conversation": per_conversation, "address": per_address}
        self._open: Counter[tuple[str, str]] = Counter()

    def respond(self, events: AsyncIterator[str], conversation_id: str, address: str) -> StreamingResponse:
        """Return a stream of events, which is Problem 429 instead where too many are open already."""
        return _CountedStream(events, self._place({"conversation": conversation_id, "address": address}))

    @property
    def open_streams(self) -> int:
        """How many are open."""
        return sum(count for (kind, _), count in self._open.items() if kind == "conversation")

    @contextmanager
    def _place(self, keys: dict[str, str]) -> Iterator[None]:
        for kind, key in keys.items():
            if self._open[kind, key] >= self._limits[kind]:
                raise Problem(429, _REFUSED[kind], retry_after=RETRY_AFTER_SECONDS)
        self._open.update(keys.items())
        try:
            yield
        finally:
            self._open.subtract(keys.items())
            self._open += Counter()  # drops what is at zero


class _CountedStream(StreamingResponse):
    """Has its place from its first byte to its end, whichever side ends it."""

    def __init__(self, events: AsyncIterator[str], place: AbstractContextManager[None]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._place:
            await super().__call__(scope, receive, send)
