"""What limits count by: a visitor, not one of the addresses that a visitor has."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from api.web.address import UNKNOWN, address_of, network_of


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:0DB8:0:0:ffff:ffff:ffff:ffff", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("testclient", "testclient"),
        ("", UNKNOWN),
    ],
)
def test_an_address_is_counted_as_its_visitor(host: str, counted_as: str) -> None:
    assert network_of(host) == counted_as


def test_a_connection_without_an_address_is_counted_too() -> None:
    assert address_of(HTTPConnection({"type": "http", "client": None, "headers": []})) == UNKNOWN
