"""The case page, as case staff use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records.conversations.tickets import record_ticket, record_unanswered
from records.models import Case
from records.people.sms import DemoSmsGateway
from records.values.clock import SHANGHAI
from tests.api.console.support import audit_of
from tests.browser.console.conftest import RunningConsole
from tests.browser.patience import eventually, expect_no_scrolling_sideways

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def case(running_console: RunningConsole) -> Case:
    """A case that waits for a supplement."""
    with running_console.database.transaction(read_only=True) as session:
        query = select(Case).where(Case.stage == "supplement_requested").order_by(Case.id)
        found = session.scalars(query).unique().first()
        assert found is not None
        assert found.enterprise.name
        return found


def search(page: Page, text: str) -> None:
    page.locator("#query").fill(text)
    page.keyboard.press("Enter")


def test_a_search_lists_cases_and_a_click_shows_one(
    page_of: PageOf, case: Case, running_console: RunningConsole
) -> None:
    page = page_of("case_officer", "/cases")
    search(page, case.enterprise.pinyin_initials)
    line = page.locator(".case-line", has_text=case.number)
    expect(line).to_contain_text("待补正")
    line.click()
    detail = page.get_by_role("region", name="办件详情")
    expect(detail.get_by_role("heading", level=2)).to_have_text(case.enterprise.name)
    expect(detail.locator(".todo")).to_contain_text("请补正")
    expect(detail.locator(".timeline li")).to_have_count(len(case.history))
    expect(page).to_have_url(re.compile(rf"/cases/{case.number}\?q="))
    subjects = (case.enterprise.pinyin_initials, f"case:{case.number}")

    def looked() -> list[str]:
        entries = audit_of(running_console.database, "staff.search_cases", "staff.view_case")
        return [f"{action} {outcome}" for _, action, subject, outcome in entries if subject in subjects]

    eventually(page, lambda: looked()[-1:], ["staff.view_case found"])
    assert looked()[-2].startswith("staff.search_cases ")


def test_the_address_opens_the_case_and_a_number_finds_it_at_once(page_of: PageOf, case: Case) -> None:
    page = page_of("hotline", f"/cases/{case.number}")
    expect(page.locator(".case-head h2")).to_have_text(case.enterprise.name)
    search(page, case.number.replace("-", "").lower())
    expect(page).to_have_url(re.compile(f"/cases/{case.number}"))
    expect(page.locator(".case-line[aria-current]")).to_contain_text(case.number)


def test_back_and_forward_move_between_list_and_case(page_of: PageOf, case: Case) -> None:
    page = page_of("case_officer", "/cases")
    search(page, case.enterprise.name)
    expect(page.locator(".case-line").first).to_be_visible()
    page.locator(".case-line", has_text=case.number).click()
    expect(page.locator(".case-head")).to_be_visible()
    page.go_back()
    expect(page.locator(".case-head")).to_have_count(0)
    expect(page.locator("#query")).to_have_value(case.enterprise.name)
    page.go_forward()
    expect(page.locator(".case-head h2")).to_have_text(case.enterprise.name)


def test_what_is_not_there_is_said_and_shown_as_text(page_of: PageOf) -> None:
    page = page_of("case_officer", "/cases/XS1999-000001")
    expect(page.locator(".nothing")).to_contain_text("没有受理编号为“XS1999-000001”的办件")
    search(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".case-list .nothing")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".page img")).to_have_count(0)


def test_who_has_no_right_is_told_so_and_that_is_recorded(
    page_of: PageOf, case: Case, running_console: RunningConsole
) -> None:
    page = page_of("knowledge_editor", f"/cases/{case.number}")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    assert page.request.get(f"/cases/{case.number}").status == 403
    assert case.enterprise.name not in page.content()
    entry = ("staff:knowledge_editor", "staff.open", f"/cases/{case.number}", "refused")
    assert entry in audit_of(running_console.database, "staff.open")


def test_a_locked_database_is_a_page_that_says_so_and_a_search_that_can_be_repeated(
    page_of: PageOf, case: Case, running_console: RunningConsole
) -> None:
    page = page_of("case_officer", "/cases")
    expect(page.locator("#query")).to_be_focused()
    with running_console.database.connection():
        search(page, case.number)
        expect(page.locator(".toast")).to_contain_text("系统繁忙")
        answer = page.request.get(f"/cases/{case.number}")
        assert answer.status == 503
        assert "系统繁忙" in answer.text()
    search(page, case.number)
    expect(page.locator(".case-head")).to_be_visible()


def test_on_a_phone_the_case_takes_the_lists_place(page_of: PageOf, case: Case) -> None:
    page = page_of("case_officer", "/cases", 390, 844)
    search(page, case.enterprise.name)
    page.locator(".case-line", has_text=case.number).click()
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator(".case-list")).to_be_hidden()
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator(".case-list")).to_be_visible()
    expect_no_scrolling_sideways(page)


def test_tickets_and_unanswered_questions_are_listed(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    with running_console.database.transaction() as session:
        ticket = record_ticket(
            session, conversation_id=None, kind="handoff", text="请回电 13812345678", now=NOW
        )
        record_unanswered(session, question="元宇宙有补贴吗", outcome="no_answer", now=NOW)
    page = page_of("hotline", "/tickets")
    row = page.locator(".row", has_text=ticket.number)
    expect(row).to_contain_text("138****5678")
    expect(row).to_contain_text("转人工")
    page.get_by_role("link", name="未答问题").click()
    expect(page.locator(".row", has_text="元宇宙有补贴吗")).to_contain_text("没有查到")


def test_the_demos_codes_are_read_by_the_administrator_only(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    with running_console.database.transaction() as session:
        DemoSmsGateway(demo=True).send_code(session, "16000000001", "123456", now=NOW)
    expect(page_of("administrator", "/demo-sms").locator(".row").first).to_contain_text("123456")
    page = page_of("hotline", "/demo-sms")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    expect(page.get_by_text("123456")).to_have_count(0)
