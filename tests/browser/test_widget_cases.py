"""The card of a case: its deadlines, its clock, its materials and what is late."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser


def test_materials_are_listed_with_their_state_and_what_is_late_is_a_warning(widget: WidgetPage) -> None:
    card = widget.ask("容缺").get_by_role("group", name="办件进度")
    materials = card.get_by_role("list", name="材料").get_by_role("listitem")
    expect(materials).to_have_count(4)
    expect(materials.nth(0)).to_have_text("工作许可申请表已收")
    expect(materials.nth(1)).to_contain_text("2026年11月16日 前，已逾期")
    expect(materials.nth(1)).to_contain_text("受理时承诺补齐")
    expect(materials.nth(2)).to_have_text("劳动合同待补正2026年12月4日 前")
    expect(materials.nth(3)).to_have_text("体检证明缺")
    expect(card.locator(".todo")).to_contain_text("已逾期，请马上办理：请补齐容缺材料")
    plain, late = (materials.nth(at).locator(".material-due") for at in (2, 1))
    colours = [part.evaluate("node => getComputedStyle(node).color") for part in (plain, late)]
    assert colours[0] != colours[1]


def test_both_deadlines_are_shown_and_what_is_left(widget: WidgetPage) -> None:
    facts = widget.ask("容缺").locator(".facts")
    expect(facts).to_contain_text("承诺时限2026年12月2日还有 3 个工作日")
    expect(facts).to_contain_text("法定时限2027年1月5日预计")


def test_a_passed_limit_and_what_counts_by_silence_are_said(widget: WidgetPage) -> None:
    card = widget.ask("超期").get_by_role("group", name="办件进度")
    expect(card.locator(".facts")).to_contain_text("法定时限2026年11月11日已超过")
    expect(card.locator(".deemed")).to_contain_text("第三十二条")
    expect(card.locator(".facts")).not_to_contain_text("承诺时限")


def test_a_paused_clock_says_what_is_left_when_it_goes_on(widget: WidgetPage) -> None:
    facts = widget.ask("评审").locator(".facts")
    expect(facts).to_contain_text("办理时限暂停计算恢复后还有 12 个工作日")


def test_before_acceptance_no_day_is_promised(widget: WidgetPage) -> None:
    card = widget.ask("收件").get_by_role("group", name="办件进度")
    expect(card.locator(".facts")).to_contain_text("办理时限受理后 20 个工作日")
    expect(card.locator(".materials")).to_have_count(0)


def test_data_of_a_system_that_is_down_are_dated(widget: WidgetPage) -> None:
    expect(widget.ask("容缺").locator(".freshness")).to_contain_text("数据截至 2026年11月28日")
    expect(widget.ask("容缺").locator(".freshness").last).to_contain_text("暂时连不上")


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_of_a_card_is_cut_off_on_a_phone(
    new_page: Callable[..., Page], base: str, width: int
) -> None:
    page = new_page(width, 800)
    page.goto(f"{base}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    card = widget.ask("容缺").get_by_role("group", name="办件进度")
    expect(card).to_be_visible()
    assert widget.frame.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    overflowing = card.evaluate(
        "card => [...card.querySelectorAll('*')].filter(n => n.scrollWidth > n.clientWidth + 1 && n.clientWidth)"
        ".map(n => n.className)"
    )
    assert overflowing == []
