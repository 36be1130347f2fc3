"""The rules of accessibility that a machine can check (axe-core), on every kind of content, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.fake_chat import FakeChat
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_accessible(page: Page) -> None:
    report = Axe().run(page, options=RULES)
    found = [
        (rule["id"], [(node["html"][:100], node["failureSummary"][-200:]) for node in rule["nodes"]])
        for rule in report.response["violations"]
    ]
    assert not found, found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_kind_of_content_is_accessible(
    new_page: Callable[..., Page], base: str, chat: FakeChat, theme: str, width: int
) -> None:
    page = new_page(width, 800, reduced_motion="reduce")  # colours are measured where nothing fades
    page.goto(f"{base}/widget?theme={theme}")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    for text in ("材料", "联系人", "进度", "余额", "诚信", "严重", "守信", "无记录", "故障"):
        widget.ask(text)
    chat.faults.append("422")
    widget.say("天气")
    expect(widget.users.last).to_have_attribute("data-state", "failed")
    widget.field.fill("问" * 2_001)
    assert_accessible(page)
    widget.log.locator(".source").first.click()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_that_embeds_it_is_accessible(new_page: Callable[..., Page], base: str, width: int) -> None:
    page = new_page(width, 800, reduced_motion="reduce")  # colours are measured where nothing fades
    page.goto(base)
    expect(page.get_by_role("button", name="问店小二")).to_be_visible()
    assert_accessible(page)
    WidgetPage.opened_from(page)
    assert_accessible(page)


def test_every_control_shows_where_the_keyboard_is(widget: WidgetPage) -> None:
    widget.ask("材料")
    seen: set[str] = set()
    for _ in range(14):
        widget.page.keyboard.press("Tab")
        name, width = widget.frame.evaluate(
            """() => {
                const node = document.activeElement, style = getComputedStyle(node);
                const width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
                return [node.className || node.tagName, width]; }"""
        )
        seen.add(name)
        assert width >= 2, name
    assert {
        "log",
        "source",
        "choice",
        "shortcut person",
        "shortcut hotline",
        "shortcut end",
        "TEXTAREA",
    } <= seen


def test_the_roles_of_a_conversation_are_told(widget: WidgetPage) -> None:
    for name, value in (("aria-live", "polite"), ("aria-relevant", "additions"), ("aria-busy", "false")):
        expect(widget.log).to_have_attribute(name, value)
    expect(widget.log.locator("[role=status]")).to_have_count(0)
    expect(widget.frame.get_by_role("log", name="对话记录")).to_be_visible()
    expect(widget.frame.get_by_role("textbox", name="您的问题")).to_be_visible()


def test_a_browser_that_cannot_run_it_says_so(new_page: Callable[..., Page], base: str) -> None:
    page = new_page(may_fail=True, reduced_motion="reduce")
    page.route("**/main.js", lambda route: route.fulfill(body="class { #", content_type="text/javascript"))
    page.goto(f"{base}/widget")
    notice = page.get_by_text("浏览器版本可能过低")
    notice.evaluate("node => node.getAnimations()[0].pause()")
    for ms, is_visible in ((7_999, False), (8_000, True)):
        notice.evaluate("(node, ms) => { node.getAnimations()[0].currentTime = ms; }", ms)
        expect(notice).to_be_visible(visible=is_visible)
    expect(notice).to_contain_text("0000-1234567")
