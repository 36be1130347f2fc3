"""Kept connections to Rasa's process, by aiohttp: a call costs a quarter of one by httpx."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

READ_SECONDS = 3.5
CONNECT_SECONDS = 0.5
PROBE_SECONDS = 1.0


class RasaUnavailable(Exception):
    """Rasa is down, late, silent, or answered something that is no Reply."""


class RasaConnection(Protocol):
    """What the client needs of HTTP."""

    async def post(self, body: Mapping[str, Any]) -> Any:
        """Send one call to the gateway's channel; return the JSON that came back. Raises RasaUnavailable."""
        ...

    async def is_alive(self) -> bool:
        """Tell whether the process answers at all."""
        ...

    async def close(self) -> None: ...


class KeptConnection:
    """Connections to `base_url` that stay open; `token` goes with every call."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._session: aiohttp.ClientSession | None = None

    async def post(self, body: Mapping[str, Any]) -> Any:
        url, data = f"{self._base_url}/webhooks/gateway/webhook", json.dumps(body).encode()
        try:
            async with self._opened().post(url, data=data, headers=self._headers) as response:
                response.raise_for_status()
                return json.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            raise RasaUnavailable(type(problem).__name__) from problem

    async def is_alive(self) -> bool:
        probe = aiohttp.ClientTimeout(total=PROBE_SECONDS)
        try:
            async with self._opened().get(f"{self._base_url}/", timeout=probe) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, made in the loop that uses it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # Shorter than Rasa keeps one: none is taken up at the moment when the other side closes it.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60.0),
                timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS),
            )
        return self._session
