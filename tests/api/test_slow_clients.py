"""Who does not finish a request is not waited for: heads and bodies, in both processes, over real connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
import uvicorn

import api.app
import api.console.app
import api.web.body_limit
from api.web.body_limit import BodyLimit
from api.web.http_protocol import LARGEST_HEAD, PunctualHttp
from tests.api.processes import configured, listening

PATIENCE = 0.4
PATHS = {api.app: ["/api/chat", "/wechat/kjj", "/api/webhooks/oa/cases"], api.console.app: ["/staff/session"]}


@pytest.fixture(params=[api.app, api.console.app], ids=["public", "console"])
def config(request: pytest.FixtureRequest, environment: pytest.MonkeyPatch) -> uvicorn.Config:
    """A process as it is configured, but for how long it waits."""
    assert PunctualHttp.head_seconds + api.web.body_limit.BODY_SECONDS <= 30
    environment.setattr(PunctualHttp, "head_seconds", PATIENCE)
    environment.setattr(BodyLimit.__init__, "__kwdefaults__", {"seconds": PATIENCE})
    # Without the pages, of which NiceGUI has one set a process.
    environment.setattr(api.console.app, "build_app", api.console.app.build_staff_api)
    return configured(request.param, environment)


class Answer:
    """All that came until the other side closed."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.status = int(lines[0].split()[1]) if data else None
        self.headers = dict(line.lower().split(": ", 1) for line in lines[1:])

    def check(self, status: int) -> None:
        """Check that it is a problem document that announces the end of the connection."""
        assert self.status == status
        assert self.headers["content-type"] == "application/problem+json"
        assert self.headers["x-content-type-options"] == "nosniff"
        assert self.headers["connection"] == "close"
        assert json.loads(self.body)["status"] == status


async def read(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the connection ends, in whatever way."""
    came = bytearray()
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(4_096):
            came += piece
    return bytes(came)


async def send(port: int, *pieces: bytes, pause: float = 0.0) -> Answer:
    """Send pieces with pauses; return what comes until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(read(reader))
    with contextlib.suppress(ConnectionError):  # closed before all was sent
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
    said = await asyncio.wait_for(reading, 10 * PATIENCE)
    writer.close()
    return Answer(said)


def answer_to(config: uvicorn.Config, *pieces: bytes, pause: float = 0.0) -> Answer:
    async def scenario() -> Answer:
        async with listening(config) as port:
            return await send(port, *pieces, pause=pause)

    return asyncio.run(scenario())


def half_sent(path: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{{".encode()


@pytest.mark.parametrize(
    "head", [b"G", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", b"\r\n"]
)
def test_half_a_head_is_given_up(config: uvicorn.Config, head: bytes) -> None:
    answer_to(config, head).check(408)


def test_a_head_that_trickles_in_is_given_up(config: uvicorn.Config) -> None:
    trickle = [b"GET /healthz HTTP/1.1\r\n", *[b"X: y\r\n"] * 30]
    answer_to(config, *trickle, pause=PATIENCE / 8).check(408)


def test_a_connection_on_which_nothing_comes_is_closed(config: uvicorn.Config) -> None:
    assert answer_to(config).status is None


def test_an_endless_head_is_refused(config: uvicorn.Config) -> None:
    piece = b"X-" + b"a" * 1_000 + b": b\r\n"
    answer = answer_to(config, b"GET /healthz HTTP/1.1\r\n", *[piece] * (LARGEST_HEAD // 1_000 + 2))
    if answer.status is not None:  # what was on its way when it was refused may reset the connection
        answer.check(431)


def test_what_is_no_http_is_a_problem_too(config: uvicorn.Config) -> None:
    answer_to(config, b"\x16\x03\x01 hello\r\n\r\n").check(400)


def test_half_sent_bodies_are_given_up(config: uvicorn.Config) -> None:
    paths = PATHS[api.app] + PATHS[api.console.app]

    async def scenario() -> list[Answer]:
        async with listening(config) as port:
            return await asyncio.gather(*(send(port, half_sent(path)) for path in paths * 20))

    for answer in asyncio.run(scenario()):
        answer.check(408)


def test_a_body_that_trickles_in_is_given_up(config: uvicorn.Config) -> None:
    chunked = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer_to(config, chunked, *[b"1\r\nx\r\n"] * 30, pause=PATIENCE / 8).check(408)


def test_an_endless_body_is_refused_and_its_rest_not_waited_for(config: uvicorn.Config) -> None:
    head = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"
    answer_to(config, head + b"x" * 70_000).check(413)


def test_a_connection_is_kept_for_the_next_request_and_given_up_in_the_midst_of_it(
    config: uvicorn.Config,
) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    async def scenario() -> bytes:
        async with listening(config) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for _ in range(2):
                writer.write(whole)
                assert b"200 OK" in await reader.readuntil(b"}")
                await asyncio.sleep(1.5 * PATIENCE)
            writer.write(whole[:-2])
            said = await asyncio.wait_for(reader.read(), 10 * PATIENCE)
            writer.close()
            return said

    assert b" 408 " in asyncio.run(scenario()).partition(b"\r\n")[0]


def test_a_long_answer_is_not_cut_off(environment: pytest.MonkeyPatch) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(6):
            await asyncio.sleep(PATIENCE / 2)
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})

    environment.setattr(PunctualHttp, "head_seconds", PATIENCE)
    config = uvicorn.Config(BodyLimit(app, seconds=PATIENCE), http=PunctualHttp, log_config=None)
    whole = b"GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert b"end" in answer_to(config, whole).body
