"""The line above every page that tells staff of an index that is not what it should be."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from index.version.versions import CURRENT, Versions
from tests.browser.console.conftest import RunningConsole
from tests.browser.patience import expect_no_scrolling_sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def refused_version(running_console: RunningConsole) -> Iterator[str]:
    """The name of a damaged version, which CURRENT names for the time of a test; another one is in memory."""
    running_console.expected_errors.add("index_refused")
    index, name = running_console.index, "20261201-090000-damaged"
    good = (index / CURRENT).read_text(encoding="utf-8").strip()
    damaged = shutil.copytree(index / "versions" / good, index / "versions" / name)
    (damaged / "documents.json").write_bytes(b"[")
    Versions(index).switch(name)
    yield name
    Versions(index).switch(good)
    shutil.rmtree(damaged)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_refused_version_is_told_above_the_page_and_the_page_still_answers(
    page_of: Callable[..., Page], running_console: RunningConsole, refused_version: str, width: int
) -> None:
    page = page_of("administrator", "/hotline", width)
    line = page.locator(".index-line")
    expect(line).to_contain_text("documents.json")
    expect(line).to_be_in_viewport(ratio=1)
    assert line.evaluate("line => line.scrollWidth <= line.clientWidth")
    expect_no_scrolling_sideways(page)
    above, below = page.locator("header.top"), page.locator(".page")
    boxes = [each.bounding_box() for each in (above, line, below)]
    edges = [edge for box in boxes if box for edge in (box["y"], box["y"] + box["height"])]
    assert len(edges) == 6
    assert edges == sorted(edges)  # none lies over another
    page.locator("#query").fill("高企 条件")
    expect(page.locator(".answer")).to_have_attribute("data-outcome", "answered")
