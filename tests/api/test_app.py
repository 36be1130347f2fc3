"""The public application: routes, problem documents, health."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import Parts, build_app
from api.fallback import Fallback
from api.rasa_client import RasaClient
from settings import PortalSettings, Settings, SettingsInvalid
from tests.api.conftest import Bench
from tests.golden_files import Golden

Ask = Callable[[httpx.AsyncClient], Awaitable[Any]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    return Settings(messages_per_minute=5)


def ask(bench: Bench, settings: Settings, scenario: Ask) -> Any:
    """Run a scenario against the application of one process."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(bench.rasa))
    rasa = RasaClient(http, "http://rasa", "token")
    fallback = Fallback(bench.library, None, None)
    parts = Parts(bench.database, bench.library, http, rasa, bench.journal, bench.gateway, fallback)
    transport = httpx.ASGITransport(build_app(settings, parts), raise_app_exceptions=False)

    async def run() -> Any:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await scenario(client)

    return asyncio.run(run())


async def opened(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    body = (await client.post("/api/conversations", json={})).json()
    return body["conversation_id"], {"Authorization": f"Bearer {body['token']}"}


def test_a_message_is_answered(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        conversation, headers = await opened(client)
        body = {"conversation_id": conversation, "text": "高企条件", "client_message_id": "1"}
        return await client.post("/api/chat", json=body, headers=headers)

    response = ask(bench, settings, scenario)
    assert response.status_code == 200
    assert set(response.json()) == {"conversation_id", "turn_id", "replies"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": "", "client_message_id": "1"}, 422),
        ({"text": "x" * 2001, "client_message_id": "1"}, 422),
        ({"text": "\u200b\x07", "client_message_id": "1"}, 422),
        ({"text": "好", "client_message_id": ""}, 422),
        ({"text": ["好"], "client_message_id": "1"}, 422),
        ({"text": "x" * 100_000, "client_message_id": "1"}, 413),
    ],
    ids=["nothing", "empty", "too long", "invisible", "no id", "a list", "over 64 KiB"],
)
def test_wrong_input_is_a_problem_document_in_chinese(
    bench: Bench, settings: Settings, body: dict[str, Any], status: int
) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        conversation, headers = await opened(client)
        return await client.post("/api/chat", json={"conversation_id": conversation} | body, headers=headers)

    response = ask(bench, settings, scenario)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert any("\u4e00" <= character <= "\u9fff" for character in response.json()["title"])
    assert "x" * 50 not in response.text


def test_a_wrong_token_no_token_and_an_unknown_id_look_alike(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        conversation, headers = await opened(client)
        body = {"conversation_id": conversation, "text": "好", "client_message_id": "1"}
        return [
            await client.post("/api/chat", json=body),
            await client.post("/api/chat", json=body, headers={"Authorization": "Bearer wrong"}),
            await client.post("/api/chat", json=body | {"conversation_id": "unknown"}, headers=headers),
            await client.get("/api/conversations/unknown/events", headers=headers),
        ]

    responses = ask(bench, settings, scenario)
    assert {response.status_code for response in responses} == {404}
    assert len({response.text for response in responses}) == 1


def test_too_many_messages_are_told_to_wait(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        conversation, headers = await opened(client)
        for number in range(6):
            body = {"conversation_id": conversation, "text": "好", "client_message_id": str(number)}
            response = await client.post("/api/chat", json=body, headers=headers)
        return response

    response = ask(bench, settings, scenario)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0


def test_a_locked_database_acknowledges_nothing(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        conversation, headers = await opened(client)
        holder = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            body = {"conversation_id": conversation, "text": "好", "client_message_id": "1"}
            return await client.post("/api/chat", json=body, headers=headers)
        finally:
            holder.close()

    response = ask(bench, settings, scenario)
    assert response.status_code == 503
    assert response.headers["retry-after"]


def test_readiness_names_each_part(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        well = await client.get("/readyz")
        bench.rasa.down = True
        degraded = await client.get("/readyz")
        bench.library.missing = True
        return [well, degraded, await client.get("/readyz"), await client.get("/healthz")]

    well, degraded, missing, alive = ask(bench, settings, scenario)
    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    assert (missing.status_code, missing.json()["parts"]["index"]) == (503, "missing")
    assert alive.status_code == 200


def test_an_answer_without_an_index_is_a_problem_and_no_500(bench: Bench, settings: Settings) -> None:
    bench.library.missing = True

    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/api/answer", params={"q": "高企"})

    assert ask(bench, settings, scenario).status_code == 503


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "高企", "on": "yesterday"}, {"q": "x" * 2001}])
def test_a_wrong_question_is_422(bench: Bench, settings: Settings, params: dict[str, str]) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/api/answer", params=params)

    assert ask(bench, settings, scenario).status_code == 422


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/staff/cases", "/nothing"])
def test_the_public_process_shows_nothing_else(bench: Bench, settings: Settings, path: str) -> None:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(path)

    response = ask(bench, settings, scenario)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("region", ["火星", "武汉", "湖北省/火星市"])
def test_an_unknown_region_is_422_in_words(
    bench: Bench, settings: Settings, region: str, golden: Golden
) -> None:
    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        asked = await client.get("/api/answer", params={"q": "高企条件", "region": region})
        return [asked, await client.post("/api/conversations", json={"region": region})]

    for response in ask(bench, settings, scenario):
        assert response.status_code == 422
        golden.check("problems", "an unknown region", response.json()["title"])
        assert "湖北省/武汉市" in response.json()["detail"]


@pytest.mark.parametrize("region", ["浙江省/杭州市/萧山区", "全国", ""])
def test_a_known_region_and_none_at_all_are_taken(bench: Bench, settings: Settings, region: str) -> None:
    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        asked = await client.get("/api/answer", params={"q": "高企条件", "region": region})
        return [asked, await client.post("/api/conversations", json={"region": region})]

    assert [response.status_code for response in ask(bench, settings, scenario)] == [200, 201]


def test_a_portals_key_that_does_not_fit_is_refused_at_the_start(bench: Bench, settings: Settings) -> None:
    portal = PortalSettings(issuer="https://portal.example", key=SecretStr("too short"))

    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/api/binding-notice")

    with pytest.raises(SettingsInvalid, match="DXE_PORTAL__KEY"):
        ask(bench, settings.model_copy(update={"portal": portal}), scenario)
    good = portal.model_copy(update={"key": SecretStr("a secret that portal and service share")})
    assert ask(bench, settings.model_copy(update={"portal": good}), scenario).status_code == 200


def test_without_a_portal_no_token_is_taken(bench: Bench, settings: Settings) -> None:
    async def scenario(client: httpx.AsyncClient) -> list[int]:
        conversation, headers = await opened(client)
        body = {"token": "x", "consent": "2026-11"}
        posted = await client.post(f"/api/conversations/{conversation}/binding", json=body, headers=headers)
        return [posted.status_code, (await client.get("/api/binding-notice")).status_code]

    assert ask(bench, settings, scenario) == [404, 404]
