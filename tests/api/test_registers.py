"""`GET /api/registers` and its neighbours: public information over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.routes.registers import build_register_router
from api.web.errors import install_error_handlers
from api.web.rate_limit import RateLimit
from records.registers.sync import read_published, write_published
from records.values.clock import FixedClock
from settings import Settings
from tests.api.conftest import NOW, Bench
from tests.api.test_app import ask as ask_application
from tests.api.test_app import settings
from tests.figures import counts
from tests.records.registers.support import NAME, list_entry
from tests.records.support import USCC

__all__ = ["settings"]
KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def ask(bench: Bench, *paths: str, per_minute: int = 100) -> list[httpx.Response]:
    """Get each path from an application that has only these routes."""
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(build_register_router(bench.database, RateLimit("r", per_minute), FixedClock(NOW)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def run() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(run())


def test_an_entry_is_found_by_name_by_part_and_by_number(bench: Bench) -> None:
    list_entry(bench.database, uscc=USCC, certificate_number="样例证书1")
    paths = [
        f"/api/registers?q={q}" for q in (NAME, "云源样例软件", USCC, f"{USCC[:8]} {USCC[8:]}", USCC.lower())
    ]
    for response in ask(bench, *paths):
        assert response.status_code == 200
        (finding,) = response.json()["findings"]
        assert (finding["name"], finding["certificate_number"]) == (NAME, "样例证书1")
        assert finding["is_in_force"] is True


def test_what_is_not_found_says_what_was_searched(bench: Bench) -> None:
    list_entry(bench.database)
    (response,) = ask(bench, "/api/registers?q=没有的公司名称")
    body = response.json()
    assert (body["findings"], body["suggestions"], body["suggests"]) == ([], [], None)
    assert [counts(each) for each in body["searched"]] == [[1], [], []]  # entries; the others are not kept


def test_names_that_are_only_like_it_are_suggested(bench: Bench) -> None:
    list_entry(bench.database)
    list_entry(bench.database, "武汉星达样例软件有限公司")
    near, several = ask(bench, "/api/registers?q=萧山云原样例软件有限公司", "/api/registers?q=样例软件")
    assert (near.json()["suggests"], near.json()["suggestions"]) == ("near", [NAME])
    assert (several.json()["suggests"], len(several.json()["suggestions"])) == ("choice", 2)
    assert near.json()["findings"] == several.json()["findings"] == []


def test_one_register_can_be_asked(bench: Bench) -> None:
    list_entry(bench.database)
    here, elsewhere = ask(
        bench,
        f"/api/registers?q={NAME}&register=high_tech_enterprise",
        f"/api/registers?q={NAME}&register=incubator",
    )
    assert len(here.json()["findings"]) == 1
    assert elsewhere.json()["findings"] == []
    assert [("孵化器" in each, counts(each)) for each in elsewhere.json()["searched"]] == [(True, [])]


@pytest.mark.parametrize(
    "path",
    [
        "/api/registers",
        "/api/registers?q=",
        "/api/registers?q=a",
        "/api/registers?q=%20%20%20",
        f"/api/registers?q={'a' * 101}",
        "/api/registers?q=样例公司&register=unicorn",
        f"/api/registers?q={USCC[:-1]}X",
        "/api/contacts/districts?region=火星",
    ],
)
def test_wrong_input_is_a_problem_document_in_chinese(bench: Bench, path: str) -> None:
    (response,) = ask(bench, path)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert any("\u4e00" <= character <= "\u9fff" for character in response.json()["title"])


@pytest.mark.parametrize("q", ["';DROP TABLE register_entries;--", "%25%25", "__", "%00%00公司", "😀😀"])
def test_odd_input_finds_nothing_and_breaks_nothing(bench: Bench, q: str) -> None:
    list_entry(bench.database)
    odd, well = ask(bench, f"/api/registers?q={q}", f"/api/registers?q={NAME}")
    assert odd.status_code in (200, 422)
    assert odd.json().get("findings", []) == []
    assert len(well.json()["findings"]) == 1


def test_who_asks_too_often_is_told_to_wait(bench: Bench) -> None:
    responses = ask(bench, *["/api/registers?q=样例公司"] * 3, "/api/contacts/districts", per_minute=3)
    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert int(responses[-1].headers["retry-after"]) > 0


def test_district_contacts_and_external_services_are_listed_with_their_document(bench: Bench) -> None:
    with bench.database.transaction() as session:
        write_published(session, read_published(KNOWLEDGE))
    all_of_them, one, none, services = ask(
        bench,
        "/api/contacts/districts?region=湖北省/武汉市",
        "/api/contacts/districts?region=湖北省/武汉市/江岸区",
        "/api/contacts/districts?region=浙江省",
        "/api/external-services",
    )
    assert len(all_of_them.json()) == 14
    assert [contact["contact"] for contact in one.json()] == ["亓巍"]
    assert none.json() == []
    assert {service["of_total"] for service in services.json()} == {44}
    assert all(entry["document"] for entry in [*all_of_them.json(), *services.json()])


def test_the_public_application_serves_them(bench: Bench, settings: Settings) -> None:
    list_entry(bench.database)

    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/api/registers", params={"q": NAME})

    assert [each["name"] for each in ask_application(bench, settings, scenario).json()["findings"]] == [NAME]


def test_the_routes_are_in_the_documentation_of_the_public_application(bench: Bench) -> None:
    app = FastAPI()
    app.include_router(build_register_router(bench.database, RateLimit("r", 1), FixedClock(NOW)))
    paths = app.openapi()["paths"]
    assert set(paths) == {"/api/registers", "/api/contacts/districts", "/api/external-services"}
    schema = paths["/api/registers"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/RegisterResult"}
