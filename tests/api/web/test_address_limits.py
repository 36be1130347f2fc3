"""Limits by address, as production wires them: uvicorn's configuration, settings of the environment, each process."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

import actions.server
import api.app
import api.console.app
from records.storage.database import Database
from settings import Settings
from tests.api.console.support import audit_of
from tests.api.processes import PROXY, served
from tests.records.support import PHONE, USCC

HALL, HOME = "192.0.2.1", "192.0.2.2"
# What the action server is told of a conversation in which everything but the code has been said.
CALL: dict[str, Any] = {"next_action": "action_start_binding", "version": "3.6"}
SLOTS = {"uscc": USCC, "phone": "160****0001", "consent": True}


def browser(app: Any, peer: str, forwarded: str | None = None) -> httpx.AsyncClient:
    """A client whose connection comes from `peer`, which may say for whom it asks."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    transport = httpx.ASGITransport(app, client=(peer, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)


async def ask_for_codes(public: Any, server: httpx.AsyncClient, peer: str, forwarded: str | None) -> str:
    """Ask for a code as somebody new does: a conversation, the phone, consent. Return what is said."""
    async with browser(public, peer, forwarded) as client:
        opened = (await client.post("/api/conversations", json={})).json()
        identifier = opened["conversation_id"]
        body = {"conversation_id": identifier, "text": PHONE, "client_message_id": "1"}
        said = await client.post(
            "/api/chat", json=body, headers={"Authorization": f"Bearer {opened['token']}"}
        )
        assert said.status_code == 200
    tracker = {"sender_id": identifier, "slots": SLOTS, "latest_message": {}, "events": []}
    answer = await server.post("/webhook", json=CALL | {"sender_id": identifier, "tracker": tracker})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["responses"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "other_peer", "other_forwarded", "is_free"),
    [
        (HALL, None, HOME, None, True),
        (PROXY, HALL, PROXY, HOME, True),
        (PROXY, HALL, PROXY, f"{HOME}, {HALL}", False),
        (HALL, "198.51.100.1", HALL, "198.51.100.2", False),
        ("2001:db8::1", None, "2001:db8::2", None, False),
        (PROXY, "2001:db8::1", PROXY, "2001:db8:0:1::1", True),
        (HALL, None, f"::ffff:{HALL}", None, False),
    ],
    ids=[
        "two addresses",
        "two addresses behind the proxy",
        "what the proxy was told is not believed",
        "nobody but the proxy may name another address",
        "two addresses of one visitor's IPv6 network",
        "two IPv6 networks",
        "an IPv4 address in the guise of IPv6",
    ],
)
def test_an_address_may_ask_for_as_many_codes_as_is_set_and_another_is_not_affected(
    environment: pytest.MonkeyPatch,
    peer: str,
    forwarded: str | None,
    other_peer: str,
    other_forwarded: str | None,
    is_free: bool,
) -> None:
    public, acting = served(api.app, environment), served(actions.server, environment)

    async def scenario() -> list[str]:
        headers = {"Authorization": f"Bearer {Settings().actions_token}"}
        transport = httpx.ASGITransport(acting)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://actions", headers=headers
        ) as server:
            told = [await ask_for_codes(public, server, peer, forwarded) for _ in range(3)]
            return [*told, await ask_for_codes(public, server, other_peer, other_forwarded)]

    told = asyncio.run(scenario())
    assert [("太频繁" in words) for words in told] == [False, False, True, not is_free]
    database = Database(Settings().records_url)
    last = "no_match" if is_free else "limited"
    assert [entry[3] for entry in audit_of(database, "binding.start")] == [
        "no_match",
        "no_match",
        "limited",
        last,
    ]
    database.close()


@pytest.mark.parametrize(("trusted", "is_limited"), [(PROXY, False), ("10.9.9.9", True)])
def test_conversations_are_counted_by_the_visitors_address(
    environment: pytest.MonkeyPatch, trusted: str, is_limited: bool
) -> None:
    environment.setenv("DXE_TRUSTED_PROXIES", trusted)
    public = served(api.app, environment)

    async def scenario() -> tuple[int, int]:
        async with browser(public, PROXY, HALL) as hall, browser(public, PROXY, HOME) as home:
            for _ in range(api.app.OPENINGS_PER_MINUTE):
                assert (await hall.post("/api/conversations", json={})).status_code == 201
            refused = await hall.post("/api/conversations", json={})
            return refused.status_code, (await home.post("/api/conversations", json={})).status_code

    assert asyncio.run(scenario()) == (429, 429 if is_limited else 201)


@pytest.mark.parametrize(("peer", "is_limited"), [(PROXY, False), ("10.9.9.9", True)])
def test_sign_ins_are_counted_by_the_address_of_who_signs_in(
    environment: pytest.MonkeyPatch, peer: str, is_limited: bool
) -> None:
    # Without the pages, of which NiceGUI has one set a process. A wrong password takes its time.
    environment.setattr(api.console.app, "build_app", api.console.app.build_staff_api)
    environment.setattr(api.console.app, "SIGN_INS_PER_MINUTE", 4)
    app = served(api.console.app, environment)

    def sign_in(forwarded: str, number: int) -> int:
        headers = {"X-Forwarded-For": forwarded}
        client = TestClient(app, base_url="http://localhost", client=(peer, 50_000), headers=headers)
        body = {"name": f"nobody{number}", "password": "wrong"}
        return client.post("/staff/session", json=body).status_code

    tries = [sign_in(HALL, number) for number in range(5)]
    assert (tries[0], tries[-1]) == (401, 429)
    assert sign_in(HOME, 0) == (429 if is_limited else 401)
