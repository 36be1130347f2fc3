"""Waiting for what is on its way, where Playwright's `expect` has no words for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Frame, Page

from tests.browser.chromium import PATIENCE_MS

T = TypeVar("T")
LOOK_EVERY_MS = 20


def eventually(page: Page, look: Callable[[], T], wanted: T) -> None:
    """Look again and again until that is seen which is wanted; the page goes on meanwhile."""
    ends = time.monotonic() + PATIENCE_MS / 1_000
    while (seen := look()) != wanted and time.monotonic() < ends:
        page.wait_for_timeout(LOOK_EVERY_MS)
    assert seen == wanted


def expect_true(frame: Page | Frame, expression: str) -> None:
    """Wait until an expression of JavaScript is true in a page or a frame."""
    page = frame if isinstance(frame, Page) else frame.page
    eventually(page, lambda: bool(frame.evaluate(expression)), True)


def expect_no_scrolling_sideways(frame: Page | Frame) -> None:
    """Wait until nothing stands out beyond the width of a page or a frame."""
    expect_true(frame, "document.documentElement.scrollWidth <= innerWidth")


def send_and_be_heard(target: Page | Frame, send: str) -> None:
    """Have the target send itself a message, and wait until its own listeners have had it."""
    target.evaluate(
        "async () => { const heard = new Promise((done) => addEventListener('message', done, {once: true}));"
        f" {send}; await heard; }}"
    )
