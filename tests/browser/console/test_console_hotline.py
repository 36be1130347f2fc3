"""The hotline page, as an operator uses it while a caller talks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records.models import FeedbackMark
from tests.browser.console.conftest import RunningConsole
from tests.browser.patience import eventually, expect_no_scrolling_sideways

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]


@pytest.fixture
def page(page_of: PageOf) -> Page:
    """The page as it is opened, ready to type."""
    page = page_of("hotline", "/hotline")
    expect(page.locator("#query")).to_be_focused()
    return page


def type_and_wait(page: Page, text: str) -> None:
    page.keyboard.type(text, delay=15)
    expect(page.locator(".answer")).to_have_attribute("data-query", text)


def marks_of(console: RunningConsole, query: str) -> list[FeedbackMark]:
    with console.database.transaction(read_only=True) as session:
        return list(session.scalars(select(FeedbackMark).where(FeedbackMark.query == query)))


@pytest.mark.sample
def test_what_to_say_appears_while_one_types_with_its_source(page: Page) -> None:
    type_and_wait(page, "江岸区 谁负责")
    expect(page.locator(".answer")).to_have_attribute("data-outcome", "answered")
    expect(page.locator(".speakable")).to_contain_text("徐涛")
    expect(page.locator(".badge")).to_have_text("有依据")
    source = page.get_by_role("complementary", name="依据")
    expect(source).to_contain_text("武汉市科学技术局")
    expect(source).to_contain_text("有效期")
    expect(source.locator("blockquote").first).to_be_visible()
    expect(page.locator("#query")).to_be_focused()


def test_a_contact_is_a_card_and_a_list_keeps_its_marks(page: Page) -> None:
    type_and_wait(page, "江岸区 联系人")
    expect(page.locator(".full .told dt")).to_have_text(["区（开发区）", "责任领导", "责任部门", "联系人"])
    expect(page.locator(".full .told dd").last).to_have_text("亓巍")
    page.keyboard.press("Escape")
    type_and_wait(page, "高企 研发比例")
    expect(page.locator(".full .item").first).to_contain_text("研发费用比例")
    expect(page.locator(".full mark").first).to_have_text("5000 万元")


def test_the_answer_is_to_what_stands_in_the_field_at_last(page: Page) -> None:
    for text in ("高企", " 条件", " 税率"):
        page.keyboard.type(text)
    expect(page.locator(".answer")).to_have_attribute("data-query", "高企 条件 税率")


def test_one_key_marks_an_answer_as_wrong_with_query_and_index_version(
    page: Page, running_console: RunningConsole
) -> None:
    type_and_wait(page, "创新券 兑付 几次")
    page.keyboard.press("F9")
    expect(page.locator(".toast")).to_contain_text("已标记有误")
    eventually(page, lambda: len(marks_of(running_console, "创新券 兑付 几次")), 1)
    (mark,) = marks_of(running_console, "创新券 兑付 几次")
    assert mark.index_version
    assert mark.answer
    assert mark.passage
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast", has_text="已经标记过")).to_be_visible()
    assert len(marks_of(running_console, "创新券 兑付 几次")) == 1


def test_with_nothing_shown_there_is_nothing_to_mark(page: Page) -> None:
    page.keyboard.press("F9")
    expect(page.locator(".toast")).to_contain_text("先查出一条答复")


def test_escape_clears_slash_starts_anew_and_arrows_bring_back(page: Page) -> None:
    field = page.locator("#query")
    type_and_wait(page, "高企 条件")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator(".idle")).to_be_visible()
    type_and_wait(page, "创新券 范围")
    page.locator(".speakable").click()
    page.keyboard.press("/")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("创新券 范围")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("高企 条件")
    expect(page.locator(".answer")).to_have_attribute("data-query", "高企 条件")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_value("创新券 范围")


def test_a_slash_in_a_question_is_a_slash(page: Page) -> None:
    page.keyboard.type("高企/科小 条件")
    expect(page.locator("#query")).to_have_value("高企/科小 条件")


def test_a_related_question_is_one_click(page: Page) -> None:
    type_and_wait(page, "高企 条件")
    related = page.locator(".questions button").first
    question = related.inner_text()
    related.click()
    expect(page.locator("#query")).to_have_value(question)
    expect(page.locator("#query")).to_be_focused()
    expect(page.locator(".answer")).to_have_attribute("data-query", question)


def test_the_region_narrows_what_is_said(page: Page) -> None:
    type_and_wait(page, "包区 联系人")
    page.get_by_label("地区").select_option("湖北省/武汉市")
    expect(page.locator(".where")).to_have_text("湖北省 · 武汉市")
    expect(page.locator("#query")).to_be_focused()


def test_letters_of_an_unfinished_chinese_word_are_not_asked(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    page.clock.install()
    devtools.send("Input.imeSetComposition", {"text": "gaoqi", "selectionStart": 5, "selectionEnd": 5})
    expect(page.locator("#query")).to_have_value("gaoqi")
    page.clock.run_for(1_000)
    expect(page.locator(".idle")).to_be_visible()
    devtools.send("Input.insertText", {"text": "高企"})
    expect(page.locator(".answer")).to_have_attribute("data-query", "高企")


@pytest.mark.parametrize("text", ["今天天气怎么样", "深圳的创新券怎么领"])
def test_what_no_document_says_is_not_made_up(page: Page, text: str) -> None:
    type_and_wait(page, text)
    expect(page.locator(".answer")).not_to_have_attribute("data-outcome", "answered")
    expect(page.locator(".no-source")).to_contain_text("请勿凭记忆答复")


def test_emoji_alone_is_no_question(page: Page) -> None:
    page.locator("#query").fill("😀😀")
    expect(page.locator(".idle")).to_contain_text("请输入文字或数字")


def test_markup_is_text(page: Page) -> None:
    text = "<img src=x onerror=alert(1)> 高企 条件"
    type_and_wait(page, text)
    expect(page.locator(".page img")).to_have_count(0)


def test_a_phone_shows_it_without_scrolling_sideways(page_of: PageOf) -> None:
    page = page_of("hotline", "/hotline", 390, 844)
    page.locator("#query").fill("高企 条件")
    expect(page.locator(".speakable")).to_be_in_viewport()
    expect_no_scrolling_sideways(page)
