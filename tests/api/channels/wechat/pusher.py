"""WeChat's side of a push: three attempts, each given up after a while, and what the user gets to see."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

import httpx
import uvicorn
from fastapi import FastAPI

from tests.api.channels.wechat.support import DISCONNECTS_AFTER, read_reply, signed

OUT_OF_SERVICE = "该公众号暂时无法提供服务，请稍后再试"


@dataclass
class Outcome:
    """What came of one push: the text the user sees (None: nothing), and how many attempts it took."""

    shown: str | None
    attempts: int


@dataclass
class Pusher:
    """Sends every push up to three times to the addresses in turn, and hangs up when no answer comes in time.

    A connection that is dropped, or ends in the middle of a body, is no answer. `statuses` are those of answers;
    `attempts` are all that were begun.
    """

    addresses: Sequence[str]
    patience: float = DISCONNECTS_AFTER
    statuses: list[int] = field(default_factory=list)
    attempts: int = 0

    async def push(self, fields: dict[str, str], key: str | None = None) -> Outcome:
        for attempt in range(3):
            response = await self._try(self.addresses[attempt % len(self.addresses)], fields, key)
            if response is not None:
                return Outcome(_read(response, key), attempt + 1)
        return Outcome(OUT_OF_SERVICE, 3)

    async def attempted(self, times: int) -> None:
        """Wait until so many attempts were begun."""
        while self.attempts < times:
            await asyncio.sleep(0.01)

    async def _try(self, address: str, fields: dict[str, str], key: str | None) -> httpx.Response | None:
        self.attempts += 1
        request = signed(fields, key=key)
        # No TLS here, and setting it up would take a good part of the time.
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=self.patience) as wechat:
            try:
                response = await wechat.post(address, params=request.params, content=request.body)
            except (httpx.TimeoutException, httpx.RemoteProtocolError):
                return None
        self.statuses.append(response.status_code)
        return response


def _read(response: httpx.Response, key: str | None) -> str | None:
    if response.status_code != 200:
        return OUT_OF_SERVICE
    if response.text in ("", "success"):
        return None
    try:
        return read_reply(response.text, key)["Content"]
    except (ParseError, KeyError):
        return OUT_OF_SERVICE


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """Serve an application over real HTTP on a free port; give the address of the account `kjj`."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/wechat/kjj"
    finally:
        server.should_exit = True
        await running
        listener.close()
