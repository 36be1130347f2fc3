"""Without a session there is nothing but the sign-in page; with one, only for our own pages."""

from __future__ import annotations

from collections.abc import Callable

import nicegui
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from records.staff.accounts.accounts import Role
from records.storage.database import Database
from tests.api.console.support import HOST, every_route

ClientOf = Callable[[Role], TestClient]

# What somebody without a session may reach, and why.
OPEN = {
    ("GET", "/sign-in"),  # the page itself
    ("GET", "/favicon.ico"),
    ("GET", "/healthz"),  # says that the process lives, and nothing else
    ("POST", "/staff/session"),  # signing in
}
OWN_FILES = "/static/console"  # style and script of the sign-in page


@pytest.fixture
def visitor(whole_app: FastAPI) -> TestClient:
    """A browser without a session, on another machine."""
    return TestClient(
        whole_app, base_url=f"http://{HOST}", follow_redirects=False, client=("192.0.2.7", 50_000)
    )


def test_no_route_opens_without_a_session(whole_app: FastAPI, visitor: TestClient) -> None:
    routes = [*every_route(whole_app.routes), *every_route(nicegui.app.routes)]
    pages = {"/", "/hotline", "/cases", "/cases/x", "/tickets", "/unanswered", "/demo-sms", "/docs"}
    assert pages | {"/staff/cases", "/staff/suggest", "/metrics", "/openapi.json"} <= {
        path for _, path in routes
    }
    for method, path in routes:
        if (method, path) in OPEN or path.startswith(OWN_FILES):
            continue
        answer = visitor.request(method, path)
        if method == "GET" and path in pages:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in"), path
            assert answer.content == b"", path
        else:
            assert answer.status_code in (401, 303), (method, path, answer.status_code)


def test_an_unknown_address_says_no_more_than_a_known_one(visitor: TestClient) -> None:
    assert visitor.get("/no/such/page").headers["location"] == "/sign-in?next=/no/such/page"
    assert visitor.get("/staff/no-such").status_code == 401


def test_the_sign_in_page_remembers_where_one_wanted_to_go(visitor: TestClient) -> None:
    location = visitor.get("/cases/XS2026-000123?q=样例&x=1").headers["location"]
    assert location.startswith("/sign-in?next=/cases/XS2026-000123%3Fq%3D")
    assert "&" not in location


def test_json_without_a_session_is_a_problem_document(visitor: TestClient) -> None:
    answer = visitor.get("/staff/cases?q=x")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "请先登录。"


def test_a_made_up_cookie_opens_nothing(visitor: TestClient) -> None:
    visitor.cookies.set("dxe_staff_test", "x" * 32)
    assert visitor.get("/hotline").status_code == 303
    assert visitor.get("/staff/suggest?q=x").status_code == 401


def test_no_connection_of_a_page_without_a_session(visitor: TestClient) -> None:
    for path in ("/_nicegui_ws/socket.io/?EIO=4&transport=websocket", "/anything"):
        with pytest.raises(WebSocketDisconnect) as refused, visitor.websocket_connect(path):
            pass
        assert refused.value.code == 1008


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.test"},
        {"origin": f"http://{HOST}:8000"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_is_refused_even_with_a_session(client_of: ClientOf, headers: dict[str, str]) -> None:
    client = client_of("hotline")
    body = {"query": "x", "answer": "x", "index_version": "v"}
    assert client.post("/staff/feedback", json=body, headers=headers).status_code == 403
    assert client.get("/staff/cases?q=x", headers=headers).status_code == 403
    assert client.delete("/staff/session", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_nicegui_ws/", headers=headers):
        pass


def test_our_own_pages_are_let_through(client_of: ClientOf) -> None:
    own = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert client_of("hotline").get("/staff/suggest?q=x", headers=own).status_code == 200


def test_nothing_may_be_loaded_from_elsewhere_framed_or_kept(client_of: ClientOf, client: TestClient) -> None:
    for answer in (client.get("/sign-in"), client_of("hotline").get("/staff/suggest?q=x")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        assert "http:" not in policy
        assert "https:" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_overlong_body_is_refused(client: TestClient) -> None:
    answer = client.post("/staff/session", content=b"x" * 70_000)
    assert answer.status_code == 413


def test_metrics_are_for_this_machine_and_for_staff(
    whole_app: FastAPI, visitor: TestClient, client_of: ClientOf
) -> None:
    local = TestClient(whole_app, base_url=f"http://{HOST}", client=("127.0.0.1", 50_000))
    assert "dxe_answers" in local.get("/metrics").text
    assert local.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 401
    assert visitor.get("/metrics").status_code == 401
    assert client_of("auditor").get("/metrics").status_code == 200


def test_a_locked_database_shows_a_page_that_says_so(client_of: ClientOf, database: Database) -> None:
    client = client_of("hotline")
    token = client.cookies["dxe_staff_test"]
    client.cookies.set("dxe_staff_test", "another browser's")
    with database.connection():
        page, data = client.get("/cases"), client.get("/staff/cases?q=x")
    assert page.status_code == data.status_code == 503
    assert "系统繁忙" in page.text
    assert data.headers["content-type"] == "application/problem+json"
    client.cookies.set("dxe_staff_test", token)
