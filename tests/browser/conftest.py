"""Fixtures of the browser tests: Chromium, and the widget served beside a scripted chat service."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from api.channels.widget import build_widget_router
from tests.browser.chromium import PATIENCE_MS, chromium
from tests.browser.fake_chat import FakeChat, build_app, serving
from tests.browser.widget_page import WidgetPage

__all__ = ["chromium"]

HOTLINE = "0000-1234567"
BUREAU = "示例市科学技术局"


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def base(chat: FakeChat) -> Iterator[str]:
    """Address of a service that shows the widget to its own pages only."""
    router = build_widget_router(hotline=HOTLINE, allowed_origins=(), bureau_name=BUREAU, demo=True)
    with serving(build_app(chat, router)) as address:
        yield address


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; an error in a page's script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: int = 1280, height: int = 800, *, may_fail: bool = False, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if not may_fail:
            page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def widget(new_page: Callable[..., Page], base: str) -> WidgetPage:
    """The widget standing alone, with the greeting shown."""
    page = new_page()
    page.goto(f"{base}/widget")
    shown = WidgetPage(page)
    shown.wait_for_replies(1)
    return shown
