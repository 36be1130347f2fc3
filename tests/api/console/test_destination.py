"""After signing in a browser goes to a page of the console, whatever the address of the sign-in page says."""

from __future__ import annotations

from html import unescape
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.console.destination import HOME, LONGEST, own_page, sign_in_address

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/a/.//evil.example",
    "/a//evil.example",
    "/./evil.example",
    "/%2f%2fevil.example",
    "/%2F/evil.example",
    "/%252f/evil.example",
    "/%25252f%25252fevil.example",
    "/%2e//evil.example",
    "/%2e%2e/%2fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/%00/evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    " //evil.example",
    "/ /evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//console@evil.example",
    "https://console@evil.example",
    "@evil.example",
    ":@evil.example",
    ".evil.example",
    "evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "/／evil.example",
    "／／evil.example",
    "/⁄evil.example",
    "/∕evil.example",
    "/%ef%bc%8f\u2028evil.example",
    "/\u200b/evil.example",
    "/\ud800/evil.example",
    "/cases#//evil.example",
    "/cases?q=<script>",
    '/cases?q="onload=',
    "/" + "a" * LONGEST,
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_what_could_lead_elsewhere_leads_home(wanted: str) -> None:
    assert own_page(wanted) == HOME


@pytest.mark.parametrize(
    "wanted",
    [
        "/cases",
        "/cases/XS2026-000123",
        "/cases?q=%E6%A0%B7%E4%BE%8B&place=x",
        "/credit?q=a%2Fb&next=//x",
        "/audit?before=12",
        "/docs/",
        "/",
    ],
)
def test_a_page_of_the_console_is_reached(wanted: str) -> None:
    assert own_page(wanted) == wanted


@given(st.text(alphabet="/\\.%2f5cea:@?\t ", max_size=30))
def test_no_text_leads_to_another_host_however_it_is_read(wanted: str) -> None:
    reading = own_page(wanted)
    for _ in range(3):
        for followed in (reading, urlsplit(reading).path, urlsplit(urljoin("http://console/", reading)).path):
            assert urlsplit(urljoin("http://console/sign-in", followed)).netloc == "console"
        reading = unquote(reading)


@pytest.mark.parametrize("path", ["/cases/张 三", "/a%2Fb", "/cases/x"])
def test_the_way_back_survives_its_quoting(path: str) -> None:
    wanted = parse_qs(urlsplit(sign_in_address(path, "q=%E6%A0%B7")).query)["next"][0]
    found = urlsplit(own_page(wanted))
    assert (unquote(found.path), found.query) == (path, "q=%E6%A0%B7")


@pytest.mark.parametrize("path", ["//evil.example/x", "/.//evil.example", "/"])
def test_a_path_that_is_no_page_of_ours_is_not_handed_on(path: str) -> None:
    assert sign_in_address(path, "") == "/sign-in"


@pytest.mark.parametrize("wanted", ELSEWHERE[:-2])
def test_the_sign_in_page_names_no_place_elsewhere(client: TestClient, wanted: str) -> None:
    answer = client.get("/sign-in?next=" + quote(wanted, errors="surrogatepass"))
    assert 'data-next="/"' in answer.text
    assert "evil" not in answer.text


def test_the_sign_in_page_leads_on_to_what_was_wanted(client: TestClient) -> None:
    answer = client.get("/sign-in?next=" + quote("/cases?q=%E6%A0%B7&place=x"))
    assert 'data-next="/cases?q=%E6%A0%B7&place=x"' in unescape(answer.text)
