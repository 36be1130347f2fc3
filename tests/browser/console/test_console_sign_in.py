"""Signing in and out in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, expect

from tests.api.console.support import password_of
from tests.browser.console.conftest import RunningConsole
from tests.browser.patience import eventually

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]


@pytest.fixture
def visitor(new_page: Callable[..., Page], running_console: RunningConsole) -> Page:
    return new_page(base_url=running_console.address)


def fill_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_one_lands_on_the_page_one_wanted(visitor: Page) -> None:
    visitor.goto("/cases?q=样例")
    expect(visitor).to_have_url(re.compile("/sign-in"))
    expect(visitor.get_by_label("用户名")).to_be_focused()
    fill_in(visitor, "case_officer", password_of("case_officer"))
    expect(visitor).to_have_url(re.compile(r"/cases\?q="))
    expect(visitor.locator(".case-line").first).to_be_visible()


def test_a_wrong_password_is_said_and_the_name_stays(visitor: Page) -> None:
    visitor.goto("/sign-in")
    fill_in(visitor, "hotline", "wrong")
    expect(visitor.get_by_role("alert")).to_have_text("用户名或密码不正确。")
    expect(visitor.get_by_label("用户名")).to_have_value("hotline")
    expect(visitor.get_by_label("密码")).to_have_value("")


def test_nothing_filled_in_asks_the_server_nothing(visitor: Page) -> None:
    asked: list[Request] = []
    visitor.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    visitor.goto("/sign-in")
    visitor.get_by_role("button", name="登录").click()
    expect(visitor.get_by_role("alert")).to_have_text("请输入用户名和密码。")
    assert asked == []


TRICKS = [
    "//elsewhere.test/page",
    "/.//elsewhere.test",
    "/cases/..//elsewhere.test",
    "/\\elsewhere.test",
    "/\t/elsewhere.test",
    "/%2f%2felsewhere.test",
    "\uff0f\uff0felsewhere.test",
    "https://localhost@elsewhere.test",
    "javascript:location='//elsewhere.test'",
]


@pytest.mark.parametrize("wanted", TRICKS)
def test_a_link_to_another_site_leads_home_instead(visitor: Page, wanted: str) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.goto("/sign-in?next=" + quote(wanted, safe="/"))
    fill_in(visitor, "hotline", password_of("hotline"))
    expect(visitor).to_have_url(re.compile("/hotline$"))
    assert [url for url in asked if "elsewhere" in url.partition("?")[0]] == []


@pytest.fixture
def page(visitor: Page) -> Page:
    """A page of somebody who signed in for this test alone."""
    credentials = {"name": "hotline", "password": password_of("hotline")}
    assert visitor.request.post("/staff/session", data=credentials).ok
    return visitor


def test_signing_out_closes_the_other_tabs_too(page: Page) -> None:
    page.goto("/cases")
    other = page.context.new_page()
    other.goto("/hotline")
    expect(other.locator("#query")).to_be_focused()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    expect(other).to_have_url(re.compile("/sign-in"))
    eventually(page, page.context.cookies, [])


def test_a_page_whose_session_has_ended_shows_nothing_more(page: Page) -> None:
    page.goto("/hotline")
    expect(page.locator("#query")).to_be_focused()
    assert page.request.delete("/staff/session").ok
    page.keyboard.type("高企 条件")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_the_entries_are_those_of_the_role(page_of: PageOf) -> None:
    entries = page_of("knowledge_editor", "/").get_by_role("navigation").get_by_role("link")
    expect(entries).to_have_text(["热线", "未答问题", "名录"])


def test_an_auditor_begins_with_the_log(page_of: PageOf) -> None:
    expect(page_of("auditor", "/").get_by_role("heading", level=1)).to_have_text("审计")


def test_nothing_is_loaded_from_elsewhere(page_of: PageOf, running_console: RunningConsole) -> None:
    page = page_of("administrator", "/sign-in")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda socket: addresses.append(socket.url.replace("ws://", "http://")))
    for path in (
        "/hotline",
        "/cases?q=样例",
        "/tickets",
        "/unanswered",
        "/demo-sms",
        "/credit?q=样例",
        "/vouchers?q=样例",
        "/registers",
        "/locks",
        "/holidays",
        "/sources",
        "/audit",
        "/docs",
        "/nothing-here",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert len(addresses) > 50
    assert [url for url in addresses if not url.startswith((running_console.address, "data:"))] == []
