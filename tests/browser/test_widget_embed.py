"""The widget on other sites' pages: who may show it, what they learn, how the keyboard moves, how it fits a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page, expect

from api.channels.widget import build_widget_router
from contracts import ReplyDraft
from tests.browser.fake_chat import FakeChat, build_app, serving
from tests.browser.patience import (
    eventually,
    expect_no_scrolling_sideways,
    expect_true,
    send_and_be_heard,
)
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """A site of its own origin; `script` is the tag it carries."""

    script: str = ""
    extra: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def build(self) -> FastAPI:
        app = FastAPI()

        @app.get("/{path:path}")
        def page(path: str) -> HTMLResponse:
            return HTMLResponse(
                f"<!doctype html><html lang=zh-CN><meta charset=utf-8><title>门户</title><main><h1>门户 {path}</h1>"
                f"<button id=own>本页按钮</button></main>{self.extra}{self.script}",
                headers=self.headers,
            )

        return app


@dataclass
class Portal:
    """A listed site, an unlisted one, and the service they embed."""

    site: Site
    address: str
    unlisted: str
    service: str


@pytest.fixture
def portal(chat: FakeChat) -> Iterator[Portal]:
    site, stranger = Site(), Site()
    with ExitStack() as stack:
        address, unlisted = (stack.enter_context(serving(each.build())) for each in (site, stranger))
        router = build_widget_router(hotline=None, allowed_origins=(address,), bureau_name=None, demo=False)
        service = stack.enter_context(serving(build_app(chat, router)))
        site.script = f'<script async src="{service}/widget.js" data-site="portal"></script>'
        stranger.script = site.script
        yield Portal(site, address, unlisted, service)


@pytest.fixture
def embedded(new_page: Callable[..., Page], portal: Portal) -> WidgetPage:
    """The widget opened on the listed site."""
    page = new_page()
    page.goto(portal.address)
    return WidgetPage.opened_from(page)


def test_a_listed_site_needs_one_script_tag(embedded: WidgetPage, chat: FakeChat) -> None:
    embedded.ask("天气")
    assert chat.only().opened_with.site == "portal"


def test_nothing_is_asked_of_anyone_but_the_service(
    new_page: Callable[..., Page], portal: Portal, chat: FakeChat
) -> None:
    page = new_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(portal.address)
    assert chat.conversations == {}
    WidgetPage.opened_from(page).ask("材料")
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith((portal.address, portal.service))] == []


def test_a_page_with_a_strict_policy_of_its_own_can_embed_it(
    new_page: Callable[..., Page], portal: Portal
) -> None:
    portal.site.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {portal.service}; frame-src {portal.service}; style-src 'self'"
    )
    page = new_page()
    page.goto(portal.address)
    WidgetPage.opened_from(page).ask("天气")


def test_an_unlisted_site_gets_no_frame_but_a_way_to_a_new_window(
    new_page: Callable[..., Page], portal: Portal, chat: FakeChat
) -> None:
    page = new_page()
    page.clock.install()
    page.goto(portal.unlisted)
    page.get_by_role("button", name="问店小二").click()
    page.clock.fast_forward(11_000)
    link = page.get_by_role("link", name="在新窗口打开店小二")
    expect(link).to_have_attribute("href", f"{portal.service}/widget")
    assert chat.conversations == {}
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("button", name="问店小二")).to_be_visible()


def test_the_page_learns_what_happens_but_not_a_word_of_it(embedded: WidgetPage, chat: FakeChat) -> None:
    page = embedded.page
    page.evaluate(
        """() => { window.heard = [];
            for (const name of ['open', 'close', 'unread', 'message', 'reply', 'identify', 'closed'])
                Dianxiaoer.on(name, (detail) => heard.push([name, detail === undefined ? null : detail]));
            window.off = Dianxiaoer.on('message', () => heard.push(['off'])); off(); }"""
    )
    embedded.ask("余额")
    page.evaluate("Dianxiaoer.close()")
    chat.push("staff", ReplyDraft(text="机密", outcome="handoff"))
    expect(page.locator("#dianxiaoer .badge")).to_have_text("1")
    expect(page.get_by_role("button", name="问店小二，1 条未读消息")).to_be_visible()
    page.evaluate("Dianxiaoer.open()")
    expect(page.locator("#dianxiaoer .badge")).to_be_hidden()
    for name in ("message", "reply", "close", "unread", "open"):
        expect_true(page, f"heard.some(([name]) => name === '{name}')")
    heard = page.evaluate("heard")
    assert "off" not in [name for name, *_ in heard]
    assert ["reply", {"outcome": "voucher_balance"}] in heard
    assert not any(word in str(heard) for word in ("余额", "62,345", "机密", chat.only().token))


def test_a_listeners_fault_is_the_pages_own(new_page: Callable[..., Page], portal: Portal) -> None:
    page = new_page(may_fail=True)
    page.add_init_script(
        "window.addEventListener('error', () => { window.faults = (window.faults || 0) + 1; })"
    )
    page.goto(portal.address)
    page.wait_for_function("window.Dianxiaoer")
    page.evaluate(
        """() => { Dianxiaoer.on('open', () => { throw new Error('of the page'); });
            Dianxiaoer.on('open', () => { window.second = true; });
            Dianxiaoer.open(); }"""
    )
    WidgetPage.in_frame_of(page)
    page.wait_for_function("window.second === true")
    page.wait_for_function("window.faults === 1")


def test_the_page_may_propose_a_question_which_the_user_sends(embedded: WidgetPage, chat: FakeChat) -> None:
    embedded.page.evaluate("Dianxiaoer.open('要哪些材料？')")
    expect(embedded.field).to_have_value("要哪些材料？")
    assert chat.attempts == []


def test_messages_of_strangers_are_ignored(
    new_page: Callable[..., Page], portal: Portal, chat: FakeChat
) -> None:
    portal.site.extra = f'<iframe id=stranger src="{portal.unlisted}/stranger"></iframe>'
    page = new_page()
    page.goto(portal.address)
    widget = WidgetPage.opened_from(page)
    (stranger,) = (frame for frame in page.frames if frame.url.endswith("/stranger"))
    page.evaluate("addEventListener('message', ({data}) => { window.last = data.type; })")
    stranger.evaluate("() => parent.postMessage({from: 'dianxiaoer', type: 'close'}, '*')")
    page.wait_for_function("window.last === 'close'")
    send_and_be_heard(widget.frame, "postMessage({to: 'dianxiaoer', type: 'open', draft: '冒充'}, '*')")
    send_and_be_heard(page, "postMessage({from: 'dianxiaoer', type: 'close'}, '*')")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(widget.field).to_have_value("")


def test_the_next_page_of_the_site_keeps_the_conversation(
    embedded: WidgetPage, portal: Portal, chat: FakeChat
) -> None:
    embedded.ask("天气")
    embedded.page.goto(f"{portal.address}/next")
    again = WidgetPage.in_frame_of(embedded.page)
    again.wait_for_replies(2)
    # It is open as it was, but the focus is the page's.
    expect(embedded.page.get_by_role("dialog")).to_be_visible()
    assert embedded.page.evaluate("document.activeElement === document.body")
    assert len(chat.conversations) == 1


def test_the_keyboard_stays_in_the_dialog_and_escape_leaves_it(embedded: WidgetPage) -> None:
    page = embedded.page
    expect(page.get_by_role("dialog", name="店小二在线咨询")).to_be_visible()
    expect(embedded.field).to_be_focused()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            expect_true(embedded.frame, "document.hasFocus() && document.activeElement !== document.body")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="问店小二")).to_be_focused()


def test_the_focus_goes_back_to_what_opened_it(new_page: Callable[..., Page], portal: Portal) -> None:
    page = new_page()
    page.goto(portal.address)
    page.evaluate("document.getElementById('own').addEventListener('click', () => Dianxiaoer.open())")
    page.get_by_role("button", name="本页按钮").click()
    WidgetPage.in_frame_of(page).frame.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("button", name="本页按钮")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (667, 375), (668, 800), (1280, 800)])
def test_it_fits_every_screen(new_page: Callable[..., Page], portal: Portal, width: int, height: int) -> None:
    page = new_page(width, height)
    page.goto(portal.address)
    widget = WidgetPage.opened_from(page)
    for text in ("材料", "余额", "联系人", "进度", "攻击"):
        widget.ask(text)
    panel = page.locator("#dianxiaoer .panel")
    panel.evaluate("panel => Promise.all(panel.getAnimations().map((each) => each.finished))")
    box = panel.bounding_box()
    assert box is not None
    covers = (box["width"], box["height"]) == (width, height)
    assert covers == (width < 668)
    assert page.evaluate("document.documentElement.style.overflow") == ("hidden" if covers else "")
    for frame in (page.main_frame, widget.frame):
        expect_no_scrolling_sideways(frame)
    eventually(page, lambda: widget.log.evaluate("log => log.scrollWidth <= log.clientWidth"), True)
    for control in (widget.send_button, widget.frame.get_by_role("button", name="转人工"), widget.field):
        expect(control).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect_true(page, "document.documentElement.style.overflow === ''")


def test_a_phones_keyboard_does_not_hide_the_field(new_page: Callable[..., Page], portal: Portal) -> None:
    page = new_page(390, 844)
    page.add_init_script(
        """const view = Object.assign(new EventTarget(), {height: 844, offsetTop: 0, scale: 1});
        Object.defineProperty(window, 'visualViewport', {value: view});"""
    )
    page.goto(portal.address)
    widget = WidgetPage.opened_from(page)
    page.evaluate(
        "Object.assign(visualViewport, {height: 480, offsetTop: 30}).dispatchEvent(new Event('resize'))"
    )
    panel = page.locator("#dianxiaoer .panel")

    def place() -> tuple[float, float] | None:
        box = panel.bounding_box()
        return box and (box["y"], box["height"])

    eventually(page, place, (30, 480))
    expect(widget.field).to_be_in_viewport(ratio=1)


def test_a_frame_that_loads_again_is_still_open(embedded: WidgetPage, chat: FakeChat) -> None:
    embedded.ask("天气")
    embedded.frame.evaluate("location.reload()")
    again = WidgetPage.in_frame_of(embedded.page)
    again.wait_for_replies(2)
    chat.push("staff", ReplyDraft(text="您好", outcome="handoff"))
    again.wait_for_replies(3)
    expect(embedded.page.locator("#dianxiaoer .badge")).to_be_hidden()


def test_nothing_moves_for_those_who_asked_for_calm(
    new_page: Callable[..., Page], base: str, chat: FakeChat
) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(f"{base}/widget")
    widget = WidgetPage(page)
    chat.faults.append("held")
    widget.say("材料")
    expect(widget.log.locator(".thinking")).to_be_visible()
    moving = """() => [...document.querySelectorAll('.app, .app *')]
        .map((node) => getComputedStyle(node).animationName).filter((name) => name !== 'none')"""
    assert widget.frame.evaluate(moving) == []
    chat.released.set()
    widget.wait_for_replies(2)
    assert widget.frame.evaluate(moving) == []


@pytest.mark.parametrize("accent", ["#ffd400", "#0b5cad", "#e0e0e0", "#000000"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_bureaus_colour_stays_readable(
    new_page: Callable[..., Page], base: str, accent: str, theme: str
) -> None:
    page = new_page()
    page.goto(f"{base}/widget?accent=%23{accent[1:]}&theme={theme}")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    paper = {"light": "#ffffff", "dark": "#17222a"}[theme]
    shown = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()")
    assert widget.run("theme.js", f"m.contrast('{shown}', '{paper}')") >= 4.5
    assert widget.run("theme.js", f"m.contrast('{shown}', m.onAccent('{theme}'))") >= 4.5


@pytest.mark.parametrize(
    ("accent", "words"), [("#ffd400", "rgb(16, 25, 31)"), ("#0b5cad", "rgb(255, 255, 255)")]
)
def test_the_launcher_stays_readable_too(
    new_page: Callable[..., Page], portal: Portal, accent: str, words: str
) -> None:
    portal.site.script = portal.site.script.replace(
        "data-site", f'data-accent="{accent}" data-position="left" data-site'
    )
    page = new_page()
    page.goto(portal.address)
    launcher = page.get_by_role("button", name="问店小二")
    expect(launcher).to_have_css("color", words)
    box = launcher.bounding_box()
    assert box is not None
    assert box["x"] == 24


def test_what_is_no_colour_changes_nothing(new_page: Callable[..., Page], base: str) -> None:
    page = new_page()
    page.goto(f"{base}/widget?accent=red;background:url(https://a.example)")
    WidgetPage(page).wait_for_replies(1)
    assert page.evaluate("document.documentElement.getAttribute('style')") is None
