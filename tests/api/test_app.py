"""The public application: routes, problem documents, health."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import Parts, build_app
from api.rasa.rasa_client import RasaClient
from api.routes.health import PROBLEMS, STATE_SECONDS
from index.version.versions import CURRENT, Versions
from records.storage.write_check import Obstacle
from settings import PortalSettings, Settings, SettingsInvalid
from tests.api.conftest import Bench, SmallLibrary
from tests.api.mock_connection import MockConnection
from tests.golden_files import Golden

Ask = Callable[[httpx.AsyncClient], Awaitable[Any]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    return Settings(messages_per_minute=5)


def public_app(bench: Bench, settings: Settings) -> FastAPI:
    """Return the application of one process over the bench's parts."""
    rasa = RasaClient(MockConnection(bench.rasa))
    parts = Parts(bench.database, bench.library, bench.door, rasa, bench.journal, bench.gateway)
    return build_app(settings, parts)


def ask(bench: Bench, settings: Settings, scenario: Ask) -> Any:
    """Run a scenario against the application of one process."""
    transport = httpx.ASGITransport(public_app(bench, settings), raise_app_exceptions=False)

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


def test_readiness_says_why_messages_cannot_be_stored(
    bench: Bench, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 1_000.0
    monkeypatch.setattr("api.routes.health.time", SimpleNamespace(monotonic=lambda: seconds))

    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        nonlocal seconds
        holder = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            locked = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))
            alive = await client.get("/healthz")
        finally:
            holder.close()
        seconds += STATE_SECONDS
        return [*locked, alive, await client.get("/readyz")]

    *locked, alive, well = ask(bench, settings, scenario)
    for response in locked:
        assert response.status_code == 503
        assert response.json()["parts"]["database"] == "locked"
        (problem,) = response.json()["problems"]
        assert (problem["part"], problem["reason"]) == ("database", "locked")
        assert problem["message"]
    assert alive.status_code == 200
    assert (well.status_code, well.json()["problems"]) == (200, [])


def test_every_state_that_is_not_well_has_its_words() -> None:
    assert set(get_args(Obstacle)) <= set(PROBLEMS["database"])


def test_a_damaged_version_leaves_the_one_in_memory_ready_and_is_told(
    bench: Bench, settings: Settings, guidance_index: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "damaged"
    shutil.copytree(guidance_index, directory)
    good = (directory / CURRENT).read_text("utf-8").strip()
    shutil.copytree(directory / "versions" / good, directory / "versions" / "next")
    (directory / "versions" / "next" / "documents.json").write_bytes(b"[")
    bench.library = SmallLibrary(directory)
    bench.library.answerer()
    Versions(directory).switch("next")

    async def scenario(client: httpx.AsyncClient) -> list[httpx.Response]:
        found = [
            await client.get("/readyz"),
            await client.get("/api/answer", params={"q": "高新技术企业要什么材料"}),
        ]
        bench.library._loaded = None  # as after a restart
        return [*found, await client.get("/readyz"), await client.get("/api/answer", params={"q": "高企"})]

    ready, answer, not_ready, unanswered = ask(bench, settings, scenario)
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["parts"]["index"] == "refused"
    (problem,) = ready.json()["problems"]
    assert (problem["part"], problem["reason"]) == ("index", "refused")
    assert "documents.json" in problem["message"]
    assert answer.status_code == 200
    assert (not_ready.status_code, not_ready.json()["parts"]["index"]) == (503, "damaged")
    assert unanswered.status_code == 503


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
