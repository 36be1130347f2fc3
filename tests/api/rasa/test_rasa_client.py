"""The client against real HTTP servers that behave as Rasa does, well and badly."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from api.rasa.rasa_client import RasaClient, RasaUnavailable
from api.rasa.rasa_connection import KeptConnection
from tests.api.mock_connection import MockConnection

REPLY = {"recipient_id": "c", "custom": {"reply": {"text": "您好", "outcome": "smalltalk"}}}


def client_for(respond: Callable[[httpx.Request], httpx.Response]) -> RasaClient:
    return RasaClient(MockConnection(respond))


def test_a_custom_entry_is_one_reply() -> None:
    client = client_for(lambda _: httpx.Response(200, json=[REPLY]))
    drafts = asyncio.run(client.send("c", "你好", turn_id="t"))
    assert [(draft.text, draft.outcome) for draft in drafts] == [("您好", "smalltalk")]


def test_the_conversation_is_rasas_sender() -> None:
    seen: list[bytes] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        return httpx.Response(200, json=[REPLY])

    asyncio.run(client_for(respond).send("conversation-1", "你好", turn_id="t"))
    assert b'"sender":"conversation-1"' in seen[0].replace(b": ", b":")
    assert b'"turn_id":"t"' in seen[0].replace(b": ", b":")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, json=[]),
        httpx.Response(500),
        httpx.Response(200, text="not json"),
        httpx.Response(200, json=[{"recipient_id": "c", "text": "no reply of ours"}]),
        httpx.Response(200, json=[{"recipient_id": "c", "custom": {"reply": {"text": "x"}}}]),
    ],
    ids=["silent", "failing", "not json", "plain text", "incomplete"],
)
def test_what_is_no_reply_is_a_failure(response: httpx.Response) -> None:
    with pytest.raises(RasaUnavailable):
        asyncio.run(client_for(lambda _: response).send("c", "你好", turn_id="t"))


def test_a_refused_connection_is_a_failure_and_not_ready() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    client = client_for(refuse)
    with pytest.raises(RasaUnavailable):
        asyncio.run(client.send("c", "你好", turn_id="t"))
    assert asyncio.run(client.is_ready()) is False


@contextmanager
def server(*responses: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Serve on one connection after the other, which stays open; yield address and the requests' first lines."""
    seen: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            seen.append(f"{self.client_address[1]} {self.headers['Authorization']}".encode())
            self.rfile.read(int(self.headers["Content-Length"]))
            body = responses[min(len(seen), len(responses)) - 1]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", seen
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def test_calls_bear_the_token_and_share_a_connection() -> None:
    with server(json.dumps([REPLY]).encode()) as (address, seen):

        async def run() -> None:
            client = RasaClient(KeptConnection(address, "secret"))
            for _ in range(3):
                await client.send("c", "你好", turn_id="t")
            await client.close()

        asyncio.run(run())
    assert len(seen) == 3
    assert len({line.split()[0] for line in seen}) == 1
    assert all(line.endswith(b"Bearer secret") for line in seen)


@pytest.mark.parametrize("body", [b"no json", b"{}", b"[]", b"[1]"])
def test_a_real_servers_nonsense_is_a_failure(body: bytes) -> None:
    with server(body) as (address, _):

        async def run() -> None:
            client = RasaClient(KeptConnection(address, "secret"))
            try:
                with pytest.raises(RasaUnavailable):
                    await client.send("c", "你好", turn_id="t")
            finally:
                await client.close()

        asyncio.run(run())


def test_nobody_at_the_address_is_a_failure_and_not_ready(free_port: int) -> None:
    async def run() -> bool:
        client = RasaClient(KeptConnection(f"http://127.0.0.1:{free_port}", "secret"))
        with pytest.raises(RasaUnavailable):
            await client.send("c", "你好", turn_id="t")
        is_ready = await client.is_ready()
        await client.close()
        return is_ready

    assert asyncio.run(run()) is False
