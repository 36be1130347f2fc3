"""The client against real HTTP servers that behave as Rasa does, well and badly."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from api.rasa_client import RasaClient, RasaUnavailable

REPLY = {"recipient_id": "c", "custom": {"reply": {"text": "您好", "outcome": "smalltalk"}}}


def client_for(respond: Callable[[httpx.Request], httpx.Response]) -> RasaClient:
    return RasaClient(httpx.AsyncClient(transport=httpx.MockTransport(respond)), "http://rasa", "token")


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
