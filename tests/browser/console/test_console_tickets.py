"""Tickets and the conversations behind them, as staff read them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from records.models import AuditEntry
from tests.browser.console.conftest import RunningConsole
from tests.browser.console.story import COMPLAINT, CREDIT, MONEY, Story, tell_a_story
from tests.browser.patience import eventually, expect_no_scrolling_sideways

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]


@pytest.fixture(scope="module")
def story(running_console: RunningConsole) -> Story:
    return tell_a_story(running_console.database, courtesies=40)


def looks(running_console: RunningConsole, number: str) -> list[tuple[str, str, str | None]]:
    with running_console.database.transaction(read_only=True) as session:
        rows = session.query(AuditEntry).filter(AuditEntry.action == "staff.view_conversation")
        found = rows.filter(AuditEntry.subject.contains(number)).order_by(AuditEntry.sequence)
        return [(row.actor, row.outcome, row.reason) for row in found]


def test_the_number_that_a_caller_tells_leads_to_the_conversation(
    page_of: PageOf, running_console: RunningConsole, story: Story
) -> None:
    page = page_of("hotline", "/tickets")
    page.locator("#query").fill(story.handoff[-6:].lower())
    page.keyboard.press("Enter")
    expect(page.locator(".tickets .row")).to_have_count(1)
    page.locator(".tickets .row").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.handoff)
    source = page.locator(".told-from")
    source.locator("summary").click()
    expect(source).to_contain_text("样科〔2026〕1号")
    expect(page.locator(".said.user .text").last).to_have_text("我的电话是 138****1234")
    eventually(page, lambda: looks(running_console, story.handoff)[-1][0], "staff:hotline")


def test_voucher_money_in_a_conversation_is_shown_for_a_reason_and_credit_to_who_may_see_it(
    page_of: PageOf, running_console: RunningConsole, story: Story
) -> None:
    page = page_of("hotline", f"/tickets/{story.handoff}")
    expect(page.locator(".said-list")).to_be_visible()
    for words in (MONEY, CREDIT):
        expect(page.get_by_text(words)).to_have_count(0)
    page.locator("[name=reason]").fill("看看")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator(".problem")).to_contain_text("至少 4 个字")
    expect(page.get_by_text(MONEY)).to_have_count(0)
    page.get_by_role("button", name="办理转人工诉求").click()
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text(MONEY)).to_be_visible()
    expect(page.get_by_text(CREDIT)).to_have_count(0)
    expect(page.locator("[name=reason]")).to_have_count(0)

    def told() -> list[tuple[bool, str | None]]:
        return [
            (outcome.endswith("found"), reason)
            for _, outcome, reason in looks(running_console, story.handoff)
        ]

    eventually(page, lambda: told()[-3:], [(True, None), (False, None), (True, "办理转人工诉求")])
    page.reload()
    expect(page.locator("[name=reason]")).to_be_visible()
    expect(page.get_by_text(MONEY)).to_have_count(0)


def test_a_complaint_is_covered_for_who_works_on_transfers(page_of: PageOf, story: Story) -> None:
    page = page_of("case_officer", f"/tickets/{story.handoff}")
    expect(page.locator(".said.withheld")).to_contain_text("4 条")
    for words in (COMPLAINT, "他上周也这样", story.complaint):
        expect(page.get_by_text(words)).to_have_count(0)
    page = page_of("auditor", f"/tickets/{story.complaint}")
    expect(page.locator(".said .text", has_text=COMPLAINT)).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_count(0)
    for words in (MONEY, CREDIT):
        expect(page.get_by_text(words)).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_conversation_is_leafed_through_to_its_first_words(
    page_of: PageOf, story: Story, width: int
) -> None:
    page = page_of("administrator", f"/tickets/{story.handoff}", width)
    expect(page.locator(".said .text").first).to_have_text("第 37 次问好")
    expect(page.locator(".asked-here .text")).to_have_text("转人工")
    page.get_by_role("button", name=re.compile("更早的对话")).click()
    expect(page.locator(".said .text").first).to_have_text("第 12 次问好")
    page.get_by_role("button", name=re.compile("更早的对话")).click()
    expect(page.locator(".said .text").first).to_have_text("第 1 次问好")
    expect(page.get_by_role("button", name=re.compile("更早的对话"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("之后的对话")).click()
    expect(page.get_by_role("button", name=re.compile("更早的对话"))).to_be_visible()
    expect_no_scrolling_sideways(page)
