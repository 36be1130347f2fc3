"""Every response says that it is what it is said to be, and the one to a fault of ours that it is the last."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from settings import Settings
from tests.api.conftest import Bench
from tests.api.test_app import public_app


@pytest.fixture
def client(bench: Bench, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    app = public_app(bench, Settings())
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/api/answer?q=高企条件", 200),
        ("POST", "/api/conversations", 422),
        ("GET", "/api/answer", 422),
        ("DELETE", "/api/answer", 405),
        ("GET", "/no/such", 404),
        ("GET", "/wechat/none", 404),
        ("GET", "/widget", 200),
        ("GET", "/widget.js", 200),
        ("GET", "/", 200),
    ],
)
def test_no_browser_guesses_what_a_response_is(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


def test_an_overlong_body_is_refused_in_the_same_way(client: TestClient) -> None:
    answer = client.post("/api/chat", content=b"x" * 70_000)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_after_a_fault_of_ours_the_connection_is_said_to_end(
    client: TestClient, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bench.library, "answerer", fail)
    answer = client.get("/api/answer?q=高企条件")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/answer/", "/healthz/", "//evil.example/healthz/"])
def test_no_redirect_leads_to_the_host_that_a_request_names(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}", headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers
