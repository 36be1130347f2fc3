"""So many event streams are open at once, over real connections, and what is closed makes room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

import api.app
from api.web.event_streams import STREAMS_PER_CONVERSATION
from tests.api.processes import configured, listening

PER_ADDRESS = STREAMS_PER_CONVERSATION + 2


class Visitor:
    """A browser that opens conversations and listens to them."""

    def __init__(self, client: httpx.AsyncClient, streams: AsyncExitStack) -> None:
        self._client = client
        self._streams = streams
        self._held: list[AsyncIterator[str]] = []  # an iterator that is dropped closes its stream

    async def open(self) -> tuple[str, dict[str, str]]:
        body = (await self._client.post("/api/conversations", json={})).json()
        token = {"Authorization": f"Bearer {body['token']}"}
        return f"/api/conversations/{body['conversation_id']}/events", token

    async def listen(self, conversation: tuple[str, dict[str, str]]) -> httpx.Response:
        """Listen until `streams` is closed; return once the first bytes are here, or the refusal."""
        path, token = conversation
        stream = self._client.stream("GET", path, headers=token)
        response = await self._streams.enter_async_context(stream)
        if response.is_success:
            pieces = response.aiter_text()
            self._held.append(pieces)
            assert await anext(pieces) == ": connected\n\n"
        else:
            await response.aread()
        return response


def test_streams_of_a_conversation_and_of_an_address_are_limited(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DXE_STREAMS_PER_ADDRESS", str(PER_ADDRESS))

    async def scenario() -> None:
        async with (
            listening(configured(api.app, environment)) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        ):
            async with AsyncExitStack() as streams:
                visitor = Visitor(client, streams)
                one, other = await visitor.open(), await visitor.open()
                found = [await visitor.listen(one) for _ in range(STREAMS_PER_CONVERSATION)]
                assert {response.status_code for response in found} == {200}
                check_refusal(await visitor.listen(one))
                assert [(await visitor.listen(other)).status_code for _ in range(2)] == [200, 200]
                check_refusal(await visitor.listen(other))
            await check_room_again(client, one)

    asyncio.run(scenario())


def check_refusal(response: httpx.Response) -> None:
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) > 0


async def check_room_again(client: httpx.AsyncClient, conversation: tuple[str, dict[str, str]]) -> None:
    """Check that as many streams fit as at first, soon after all were closed."""
    async with AsyncExitStack() as streams:
        visitor, left = Visitor(client, streams), STREAMS_PER_CONVERSATION
        for _ in range(100):
            left -= (await visitor.listen(conversation)).is_success
            if not left:
                return
            await asyncio.sleep(0.05)
    raise AssertionError("what was closed still counts")
