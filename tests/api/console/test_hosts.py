"""The console answers under its own names only, so that no other site's name can be made to lead into it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.console.hosts import OwnHosts
from records.staff.accounts.accounts import Role
from tests.api.console.support import HOST

ClientOf = Callable[[Role], TestClient]


def includes(host: str | None, *, arrival: str | None = "10.1.2.3", names: tuple[str, ...] = ()) -> bool:
    headers = [] if host is None else [(b"host", host.encode())]
    server = (arrival, 8001) if arrival else None
    return OwnHosts(names).include({"type": "http", "headers": headers, "server": server})


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8001",
        "localhost.:8001",
        "127.0.0.1:8001",
        "[::1]:8001",
        "console.gov.test:443",
    ],
)
def test_this_machine_and_the_names_that_are_set_are_answered(host: str) -> None:
    assert includes(host, names=("console.gov.test",))


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8001"])
def test_the_address_at_which_a_request_came_in_is_answered(host: str) -> None:
    assert includes(host, arrival="10.1.2.3")


def test_an_ipv6_address_is_known_in_every_spelling() -> None:
    assert includes("[2001:DB8:0::1]:8001", arrival="2001:db8::1")
    assert includes("[2001:db8::2]", names=("2001:db8:0:0::2",))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8001",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.1.2.4",
        "0.0.0.0:8001",
        "[::]:8001",
        "localhost@evil.example",
        "evil.example/localhost",
        "localhost evil.example",
        "localhost:8001:evil",
        "[::1",
        ":8001",
        "",
        None,
    ],
)
def test_other_names_are_not(host: str | None) -> None:
    assert not includes(host, names=("0.0.0.0", "::", "console.gov.test"))


def test_the_name_of_a_server_that_is_not_an_address_is_no_reason() -> None:
    assert not includes("evil.example", arrival="evil.example")


def test_two_hosts_are_none() -> None:
    headers = [(b"host", b"localhost"), (b"host", b"evil.example")]
    assert not OwnHosts().include({"type": "http", "headers": headers, "server": None})


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/cases", "/healthz", "/staff/session", "/staff/cases?q=x"]
)
def test_under_another_name_there_is_nothing_even_with_a_session(client_of: ClientOf, path: str) -> None:
    client = client_of("administrator")
    assert client.get(path, headers={"Host": f"{HOST}:8001"}).status_code != 421
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "DXE_CONSOLE_HOSTS" in answer.text
    assert "evil" not in answer.text


def test_nobody_signs_in_or_connects_under_another_name(client_of: ClientOf) -> None:
    client, headers = client_of("hotline"), {"Host": "evil.example", "Origin": "http://evil.example"}
    body = {"name": "hotline", "password": "x"}
    assert client.post("/staff/session", json=body, headers=headers).status_code == 421
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_nicegui_ws/", headers=headers):
        pass
