"""The rules of accessibility that a machine can check (axe-core), on every page of the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import RunningConsole
from tests.browser.console.story import tell_a_story

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_accessible(page: Page) -> None:
    report = Axe().run(page, options=RULES)
    found = [
        (rule["id"], [(node["html"][:120], node["failureSummary"][-200:]) for node in rule["nodes"]])
        for rule in report.response["violations"]
    ]
    assert not found, found


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible(
    page_of: Callable[..., Page], running_console: RunningConsole, width: int
) -> None:
    page = page_of("administrator", "/hotline", width)
    for question in ("江岸区谁负责", "高企", "今天天气怎么样"):
        page.locator("#query").fill(question)
        expect(page.locator(".answer")).to_have_attribute("data-query", question)
        assert_accessible(page)
    page.goto("/cases?q=样例软件")
    page.locator(".case-line").first.click()
    expect(page.locator(".timeline")).to_be_visible()
    assert_accessible(page)
    paths = (
        "/tickets",
        "/unanswered",
        "/demo-sms",
        "/nothing-here",
        "/cases",
        "/cases?due=overdue",
        "/vouchers",
    )
    paths += ("/credit?q=样例软件", "/credit?uscc=91330109YL0000001C", "/vouchers?uscc=91330109YL0000001C")
    paths += ("/registers", "/registers?q=样例", "/locks", "/holidays", "/sources", "/audit")
    talk = tell_a_story(running_console.database)
    paths += (f"/tickets/{talk.handoff}", f"/tickets/{talk.complaint}", "/tickets/none", "/tickets?q=none")
    for path in paths:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert_accessible(page)


def test_the_sign_in_page_is_accessible(new_page: Callable[..., Page], running_console) -> None:
    page = new_page(base_url=running_console.address)
    page.goto("/sign-in")
    assert_accessible(page)
