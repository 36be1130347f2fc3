"""Debian's Chromium, headless, for every test that looks at a page as a person does."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import skip_or_fail

# How long a promise may take to be kept on a busy machine; one that is kept costs no waiting.
PATIENCE_MS = 15_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium without a window. One for each module of tests, not for the whole session: Playwright keeps
    an event loop running in the thread for as long as it lives, and asyncio.run() in other modules would refuse it.
    """
    path = shutil.which("chromium")
    if path is None:
        skip_or_fail("Chromium is not installed: run scripts/system-packages")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
