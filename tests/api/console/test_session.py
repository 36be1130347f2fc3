"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.console.app import build_staff_api
from api.console.parts import Console
from api.console.routes.session import build_session_router
from api.console.session import MEMORY_SECONDS, SessionKeeper
from api.web.errors import install_error_handlers
from api.web.rate_limit import RateLimit
from records.staff.accounts.account_changes import disable_staff, set_password
from records.staff.accounts.accounts import ROLES, Role, sign_in
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.api.console.support import (
    COOKIE,
    HOST,
    NOW,
    ScriptedLibrary,
    audit_of,
    make_console,
    password_of,
)
from tests.golden_files import Golden

ClientOf = Callable[[Role], TestClient]


def post(client: TestClient, name: str, password: str) -> tuple[int, dict]:
    answer = client.post("/staff/session", json={"name": name, "password": password})
    return answer.status_code, answer.json()


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(client: TestClient) -> None:
    answer = client.post("/staff/session", json={"name": "hotline", "password": password_of("hotline")})
    assert answer.status_code == 200
    assert answer.json()["role_label"] == "热线员"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert password_of("hotline") not in answer.text


@pytest.mark.parametrize(
    ("demo", "host", "is_secure"),
    [(True, HOST, False), (False, HOST, True), (False, "localhost", False), (False, "127.0.0.1", False)],
)
def test_outside_a_demo_the_cookie_travels_over_https_only_but_on_this_machine(
    database: Database, library: ScriptedLibrary, clock: FixedClock, demo: bool, host: str, is_secure: bool
) -> None:
    app = build_staff_api(make_console(database, library, clock, demo=demo))
    client = TestClient(app, base_url=f"http://{host}:8001")
    answer = client.post("/staff/session", json={"name": "hotline", "password": password_of("hotline")})
    assert ("Secure" in answer.headers["set-cookie"]) is is_secure


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(client: TestClient, golden: Golden) -> None:
    wrong = post(client, "hotline", "wrong")
    assert wrong == post(client, "nobody", "wrong")
    assert wrong[0] == 401
    golden.check("problems", "a wrong password", wrong[1]["title"])


def test_five_failures_make_a_name_wait_at_that_address_and_say_for_how_long(app: FastAPI) -> None:
    guesser, desk = (
        TestClient(app, base_url=f"http://{HOST}", client=(address, 50_000))
        for address in ("2001:db8::66", "2001:db8:0:1::10")
    )
    assert {post(guesser, "hotline", "wrong")[0] for _ in range(5)} == {401}
    neighbour = TestClient(app, base_url=f"http://{HOST}", client=("2001:db8::67", 50_000))
    body = {"name": "hotline", "password": password_of("hotline")}
    for client in (guesser, neighbour):
        answer = client.post("/staff/session", json=body)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert "1 分钟" in answer.json()["title"]
    assert post(desk, "hotline", password_of("hotline"))[0] == 200


def test_one_address_cannot_try_many_names(console: Console) -> None:
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(build_session_router(console, RateLimit("sign-in", 3)))
    client = TestClient(app)
    statuses = [post(client, f"name{number}", "wrong")[0] for number in range(4)]
    assert statuses == [401, 401, 401, 429]


@pytest.mark.parametrize(
    "body", [{}, {"name": "", "password": ""}, {"name": "x" * 101, "password": "x"}, [], "text"]
)
def test_incomplete_credentials_are_a_problem_in_chinese(
    client: TestClient, body: object, golden: Golden
) -> None:
    answer = client.post("/staff/session", json=body)
    assert answer.status_code == 422
    golden.check("problems", "incomplete credentials", answer.json()["title"])


def test_a_form_of_another_page_cannot_sign_in(client: TestClient) -> None:
    answer = client.post("/staff/session", data={"name": "hotline", "password": password_of("hotline")})
    assert answer.status_code == 422


def test_who_am_i(client_of: ClientOf) -> None:
    info = client_of("auditor").get("/staff/session").json()
    assert info == {
        "name": "auditor",
        "role": "auditor",
        "role_label": "审计人员",
        "rights": ["audit", "complaints", "registers", "tickets"],
    }


def test_signing_out_ends_the_session_everywhere(client_of: ClientOf, client: TestClient) -> None:
    here = client_of("hotline")
    elsewhere = client
    elsewhere.cookies.set(COOKIE, here.cookies[COOKIE])
    assert elsewhere.get("/staff/session").status_code == 200
    answer = here.delete("/staff/session")
    assert answer.status_code == 204
    assert 'dxe_staff_test=""' in answer.headers["set-cookie"]
    assert elsewhere.get("/staff/session").status_code == 401


@pytest.mark.parametrize(("pause", "status"), [(timedelta(minutes=29), 200), (timedelta(minutes=31), 401)])
def test_half_an_hour_of_idleness_ends_a_session(
    client_of: ClientOf, clock: FixedClock, pause: timedelta, status: int
) -> None:
    client = client_of("hotline")
    clock.advance(pause)
    assert client.get("/staff/session").status_code == status


def test_the_sign_in_page_leads_on_who_is_signed_in(client_of: ClientOf) -> None:
    answer = client_of("hotline").get("/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_locked_database_is_a_503_and_signs_nobody_in(client: TestClient, database: Database) -> None:
    with database.connection():
        status, problem = post(client, "hotline", password_of("hotline"))
    assert status == 503
    assert "系统繁忙" in problem["title"]


def token_of(database: Database) -> str:
    token = sign_in(database, "hotline", password_of("hotline"), now=NOW).token
    assert token is not None
    return token


def test_a_session_is_asked_for_once_for_many_requests(database: Database, clock: FixedClock) -> None:
    keeper, token = SessionKeeper(database, clock), token_of(database)
    asked = 0
    run = database.run_in_transaction

    async def counting(*args, **options):
        nonlocal asked
        asked += 1
        return await run(*args, **options)

    database.run_in_transaction = counting  # type: ignore[method-assign]

    async def scenario() -> None:
        found = await asyncio.gather(*(keeper.find(token) for _ in range(30)))
        assert {staff.name for staff in found if staff} == {"hotline"}
        assert await keeper.find(token) is not None

    asyncio.run(scenario())
    assert asked == 1


def test_who_was_just_signed_in_stays_so_while_the_database_is_locked(
    database: Database, clock: FixedClock
) -> None:
    keeper, token = SessionKeeper(database, clock, memory_s=0.0), token_of(database)

    async def scenario() -> None:
        assert await keeper.find(token) is not None
        with database.connection():
            assert await keeper.find(token) is not None

    asyncio.run(scenario())


def test_a_session_that_ends_while_it_is_looked_up_is_not_remembered(
    database: Database, clock: FixedClock
) -> None:
    keeper, token = SessionKeeper(database, clock), token_of(database)

    async def scenario() -> None:
        looking = asyncio.create_task(keeper.find(token))
        await asyncio.sleep(0)
        await keeper.end(token)
        await looking
        assert await keeper.find(token) is None

    asyncio.run(scenario())


@pytest.mark.parametrize("change", ["disabled", "password"])
def test_a_session_that_another_process_ends_is_refused_within_the_time_it_is_remembered(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    keeper, token = SessionKeeper(database, clock), token_of(database)
    seconds = 1_000.0
    monkeypatch.setattr("api.console.session.time", SimpleNamespace(monotonic=lambda: seconds))

    async def scenario() -> None:
        nonlocal seconds
        assert await keeper.find(token) is not None
        with database.transaction() as session:
            if change == "disabled":
                disable_staff(session, "hotline", actor="system", now=NOW)
            else:
                set_password(session, "hotline", "another long password", actor="system", now=NOW)
        seconds += MEMORY_SECONDS
        assert await keeper.find(token) is None

    asyncio.run(scenario())


def test_an_open_page_of_who_is_disabled_leads_to_the_sign_in_page(
    client_of: ClientOf, database: Database
) -> None:
    client = client_of("hotline")
    assert client.get("/staff/session").status_code == 200
    with database.transaction() as session:
        disable_staff(session, "hotline", actor="system", now=NOW)
    assert client.get("/staff/session").status_code == 401
    assert client.get("/tickets").headers["location"] == "/sign-in?next=/tickets"


def test_every_attempt_is_an_audit_entry(client: TestClient, database: Database) -> None:
    post(client, "hotline", "wrong")
    post(client, "hotline", password_of("hotline"))
    entries = audit_of(database, "staff.sign_in")[len(ROLES) :]
    assert [(actor, outcome) for actor, _, _, outcome in entries] == [
        ("staff:hotline", "refused"),
        ("staff:hotline", "signed_in"),
    ]
