"""The report: one self-contained page that says what went wrong."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from index.evaluation.report import render, write_report
from index.evaluation.rows import Place
from tests.browser.chromium import chromium
from tests.index.evaluation.rows import declined, found, row, run

__all__ = ["chromium"]

NONE = {"guides": [], "kind": "unanswerable"}
PLACES = dict.fromkeys(("lexical", "dense", "joined", "learned"), Place(passage=2, guide=1))


@pytest.fixture
def page() -> str:
    return render(
        run(
            row("right", places=PLACES),
            row("wrong", cited=found("其他", "<script>alert(1)</script>申请人提交材料。")),
            declined("lost", question={"section": "条件", "key": ["15%"]}),
            row("told", question=NONE),
        )
    )


def test_nothing_comes_from_outside(page: str) -> None:
    assert not re.search(r"https?:|src=|<link|@import|url\(|<script", page)


def test_a_failure_shows_what_was_expected_and_what_was_found(page: str) -> None:
    failure = page[page.index('id="lost"') : page.index('id="told"')]
    assert "误拒" in failure
    for part in ("《高新技术企业认定条件》", "“条件”", "“15%”"):
        assert part in failure
    assert "最接近" in failure
    assert "得分 1.50" in failure
    assert 'id="right"' not in page
    assert "&lt;script&gt;" in page


def test_targets_and_charts_are_there(page: str) -> None:
    assert page.count('<svg class="chart"') == 3
    assert "33.3%" in page
    assert "95%" in page
    assert "该拒未拒" in page


def test_a_run_of_one_sort_only_has_no_curve_and_no_rankings() -> None:
    page = render(run(row("1")))
    assert page.count('<svg class="chart"') == 1
    assert "没有答错的题" in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_phone_and_desk(chromium: Browser, page: str, tmp_path: Path, width: int) -> None:
    write_report(
        run(*(row(f"很长的问题{n}" * 9, outcome="clarify") for n in range(3))), tmp_path / "a" / "r.html"
    )
    (tmp_path / "r.html").write_text(page, "utf-8")
    shown = chromium.new_page(viewport={"width": width, "height": 800})
    for file in (tmp_path / "r.html", tmp_path / "a" / "r.html"):
        shown.goto(file.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.locator("svg.chart").first.is_visible()
    shown.close()
