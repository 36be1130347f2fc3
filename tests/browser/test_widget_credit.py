"""The cards of credit (standing, check before an application) and of the published registers."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.credit_replies import CREDIT
from tests.browser.patience import expect_no_scrolling_sideways
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser


def test_a_standing_shows_what_follows_from_it_and_how_it_is_repaired(widget: WidgetPage) -> None:
    card = widget.ask("受到惩戒").get_by_role("group", name="科研诚信")
    expect(card.locator(".standing")).to_have_text("严重失信")
    expect(card.locator(".events")).to_contain_text("示例市科学技术局认定")
    expect(card.get_by_text("会受到的惩戒", exact=True)).to_be_visible()
    expect(card.locator(".rules li").first).to_contain_text("《中华人民共和国科学技术进步法》第一百零七条")
    expect(card.locator(".facts")).to_contain_text("最早可申请2027年3月1日")
    expect(card.locator(".rule-steps li")).to_have_count(2)
    expect(card.locator(".rule-source")).to_contain_text("国家发展和改革委员会令第36号")
    expect(card.locator(".freshness")).to_contain_text("暂时连不上")


def test_what_no_document_states_is_said(widget: WidgetPage) -> None:
    card = widget.ask("有何激励").get_by_role("group", name="科研诚信")
    expect(card).to_contain_text("可以享受的激励文件未载明")
    expect(card.locator(".rule-steps")).to_have_count(0)


def test_a_check_shows_each_rule_with_event_and_source(widget: WidgetPage) -> None:
    card = widget.ask("一票否决").get_by_role("group", name="申报前诚信核查")
    expect(card.locator(".verdict")).to_have_text("查到 1 条不符合的记录")
    expect(card.locator(".events li")).to_contain_text("国科发政〔2017〕115号")
    expect(card).to_contain_text("只核查科研诚信")
    expect(card.locator(".freshness")).to_contain_text("暂时连不上")


def test_a_check_that_passes_shows_what_was_checked(widget: WidgetPage) -> None:
    card = widget.ask("能不能报").get_by_role("group", name="申报前诚信核查")
    expect(card.locator(".verdict")).to_have_text("没有查到否决记录")
    expect(card.locator(".rules li")).to_have_count(2)


def test_a_check_never_opens_with_an_all_clear_where_a_breach_is_in_force(widget: WidgetPage) -> None:
    card = widget.ask("会不会被卡").get_by_role("group", name="申报前诚信核查")
    expect(card.locator(".standing")).to_have_text("目前是严重失信")
    expect(card.locator(".verdict")).to_have_text("所查的规定不会据此否决，失信的后果仍然适用")
    expect(card).not_to_contain_text("没有查到")
    expect(card.get_by_text("会受到的惩戒", exact=True)).to_be_visible()
    expect(card.locator(".rules").nth(1)).to_contain_text("《中华人民共和国科学技术进步法》第一百一十二条")


def test_a_register_shows_each_entry_and_what_was_searched(widget: WidgetPage) -> None:
    card = widget.ask("是不是高企").get_by_role("group", name="名单查询")
    listings = card.locator(".listing")
    expect(listings.nth(0)).to_contain_text("目前有效")
    expect(listings.nth(0)).to_contain_text("有效期至2027年10月31日")
    expect(listings.nth(0)).to_contain_text("样例数据")
    expect(listings.nth(1)).to_contain_text("已移出名单")
    expect(listings.nth(1)).to_contain_text("有效期至文件未载明")
    expect(card.locator(".rules li")).to_have_text(
        ["高新技术企业名单（7 条，更新至 2026年11月20日）", "科技特派员名单（本局未收录）"]
    )
    expect(card.locator(".freshness")).to_contain_text("数据截至 2026年11月20日 09:00 · 来自示例市信用系统")


def test_a_name_that_is_on_no_register_is_not_denied(widget: WidgetPage) -> None:
    reply = widget.ask("查无此名")
    expect(reply).to_contain_text("没有查到不等于不是")
    expect(reply.locator(".verdict")).to_have_text("没有查到")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_of_the_cards_is_cut_off(new_page: Callable[..., Page], base: str, width: int) -> None:
    page = new_page(width, 2400)
    page.goto(f"{base}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    folder = os.environ.get("DXE_SCREENSHOTS")
    for number, word in enumerate(CREDIT):
        reply = widget.ask(word)
        expect_no_scrolling_sideways(page)
        card = reply.locator(".card")
        assert card.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
        if folder:
            page.wait_for_timeout(500)
            reply.screenshot(path=f"{folder}/credit-{number}-{width}.png")
