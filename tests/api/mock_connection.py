"""Rasa as a function of a request, where a test needs no server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from api.rasa.rasa_connection import RasaUnavailable


class MockConnection:
    """Calls `respond` as httpx's MockTransport does."""

    def __init__(self, respond: Callable[[httpx.Request], Any]) -> None:
        self._client = httpx.AsyncClient(transport=httpx.MockTransport(respond))

    async def post(self, body: Mapping[str, Any]) -> Any:
        try:
            response = await self._client.post("http://rasa/webhooks/gateway/webhook", json=dict(body))
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise RasaUnavailable(type(problem).__name__) from problem

    async def is_alive(self) -> bool:
        try:
            return (await self._client.get("http://rasa/")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()
