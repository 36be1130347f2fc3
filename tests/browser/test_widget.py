"""A conversation in the widget, as a person holds it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOTLINE
from tests.browser.fake_chat import FakeChat
from tests.browser.patience import eventually
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser


def test_greets_with_the_privacy_notice_and_says_what_an_answer_is_worth(widget: WidgetPage) -> None:
    expect(widget.replies.first).to_contain_text("请勿填写身份证号")
    expect(widget.frame.locator(".footer")).to_have_text("本答复仅供参考，以正式文件为准")
    expect(widget.frame.get_by_role("heading", name="店小二")).to_be_visible()
    expect(widget.frame.locator(".bureau")).to_have_text("示例市科学技术局")


@pytest.mark.sample
def test_enter_sends_and_the_answer_follows_the_question(widget: WidgetPage, chat: FakeChat) -> None:
    reply = widget.ask("兑付要哪些材料？")
    expect(widget.users).to_have_text(["您说：兑付要哪些材料？"])
    expect(reply).to_contain_text("创新券兑付申请表")
    expect(widget.field).to_have_value("")
    expect(widget.field).to_be_focused()
    assert chat.only().texts == ["兑付要哪些材料？"]


def test_shift_enter_starts_a_line(widget: WidgetPage, chat: FakeChat) -> None:
    widget.field.fill("第一行")
    widget.field.press("Shift+Enter")
    widget.field.press_sequentially("天气")
    widget.field.press("Enter")
    widget.wait_for_replies(2)
    assert chat.only().texts == ["第一行\n天气"]


def test_an_enter_that_confirms_chinese_input_does_not_send(widget: WidgetPage, chat: FakeChat) -> None:
    widget.field.focus()
    devtools = widget.page.context.new_cdp_session(widget.page)
    devtools.send("Input.imeSetComposition", {"text": "cailiao", "selectionStart": 7, "selectionEnd": 7})
    widget.field.press("Enter")
    devtools.send("Input.insertText", {"text": "材料"})
    # Safari ends the composition first, and then reports its Enter with the key code of an input method.
    widget.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, cancelable: true}))"
    )
    expect(widget.users).to_have_count(0)
    assert "材料" in widget.field.input_value()
    assert chat.attempts == []


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u3000"])
def test_nothing_cannot_be_sent(widget: WidgetPage, text: str) -> None:
    widget.field.fill(text)
    expect(widget.send_button).to_be_disabled()
    widget.field.press("Enter")
    expect(widget.users).to_have_count(0)


def test_two_thousand_characters_are_the_most(widget: WidgetPage, chat: FakeChat) -> None:
    counter = widget.frame.locator(".counter")
    widget.field.fill("问" * 1_799)
    expect(counter).to_be_hidden()
    widget.field.fill("问" * 1_900)
    expect(counter).to_have_text("还可输入 100 字")
    widget.field.fill("问" * 2_012)
    expect(counter).to_have_text("超出 12 字，请精简后再发")
    expect(widget.send_button).to_be_disabled()
    widget.field.press("Enter")
    expect(widget.users).to_have_count(0)
    # Characters beyond the basic plane count once, as the service counts them.
    widget.ask("𠮷" * 2_000)
    assert chat.only().texts == ["𠮷" * 2_000]


def test_a_quick_reply_is_sent_as_if_typed_and_belongs_to_the_last_word_only(
    widget: WidgetPage, chat: FakeChat
) -> None:
    widget.ask("怎么申请")
    widget.frame.get_by_role("button", name="科技创新券", exact=True).click()
    widget.wait_for_replies(3)
    assert chat.only().texts[-1] == "科技创新券怎么申请？"
    expect(widget.log.locator(".choices")).to_have_count(1)


def test_a_source_opens_its_passage_and_says_what_it_does_not_state(widget: WidgetPage) -> None:
    reply = widget.ask("要哪些材料")
    stated, unstated = reply.locator(".source").all()
    stated.click()
    for words in (
        "示例市科技创新券管理办法",
        "第三章 申领与兑付",
        "示科〔2024〕12号",
        "示例市科学技术局",
        "示例省/示例市",
        "2024年3月1日",
        "2024年4月1日 至 2027年3月31日",
        "第九条 申请兑付应当提交下列材料：",
    ):
        expect(widget.sheet).to_contain_text(words)
    original = widget.sheet.get_by_role("link", name="查看原文")
    expect(original).to_have_attribute("href", "https://kjj.example.gov.cn/art/2024/3/1/12.html")
    expect(original).to_have_attribute("rel", "noopener noreferrer")
    widget.page.keyboard.press("Escape")
    expect(widget.sheet).to_have_count(0)
    expect(stated).to_be_focused()

    expect(unstated).to_contain_text("尚未经主管部门核定")
    unstated.click()
    facts = widget.sheet.locator("dl")
    expect(facts).to_contain_text("文号文件未载明")
    expect(facts).to_contain_text("有效期文件未载明")
    expect(widget.sheet).to_contain_text("尚未经主管部门核定")
    expect(widget.sheet.get_by_role("link")).to_have_count(0)  # its address was javascript:
    expect(widget.sheet.get_by_role("row")).to_have_count(3)


def test_a_reply_is_text_whatever_it_holds(widget: WidgetPage) -> None:
    reply = widget.ask("攻击")
    expect(reply.locator(".text")).to_contain_text('<img src=x onerror="window.hacked=1">')
    expect(reply.locator(".source-title")).to_have_text("<u>标题</u>")
    reply.locator(".source").click()
    expect(widget.sheet).to_contain_text("<svg onload=window.hacked=1>")
    widget.page.keyboard.press("Escape")
    expect(widget.log.locator("img, script, u, s, .text b")).to_have_count(0)
    expect(reply.get_by_role("link")).to_have_attribute("href", "https://a.example/")
    assert widget.frame.evaluate("window.hacked") is None


def test_lists_tables_and_checklists_are_set_as_such(widget: WidgetPage) -> None:
    answer = widget.ask("材料")
    expect(answer.get_by_role("listitem").filter(has_text="技术服务合同")).to_contain_text("2.")
    expect(answer.locator("strong")).to_have_text("15 个工作日")
    expect(answer.locator(".text a")).to_have_attribute("href", "https://kjj.example.gov.cn/guide")
    table = widget.ask("联系人")
    expect(table.get_by_role("columnheader")).to_have_text(["街道", "联系人", "电话"])
    expect(table.get_by_role("row").nth(2)).to_have_text("城西街道李某0000-0000002")
    expect(table.locator(".check")).to_have_text(["□营业执照", "□上年度财务报表", "☑诚信承诺书"])


def test_the_card_of_a_case_shows_stage_work_and_deadline(widget: WidgetPage) -> None:
    card = widget.ask("查进度").get_by_role("group", name="办件进度")
    for words in ("KJ2024050600012", "待补正", "请补交上年度审计报告", "2024年6月3日", "预计", "高新技术处"):
        expect(card).to_contain_text(words)
    expect(card.locator(".timeline li")).to_have_count(2)
    # 17:30 UTC is the next day in China; the newest stage comes first.
    expect(card.locator(".timeline li").first).to_contain_text("2024年5月8日 01:30")


def test_the_card_of_vouchers_shows_exact_amounts(widget: WidgetPage) -> None:
    card = widget.ask("余额").get_by_role("group", name="创新券余额")
    expect(card.locator(".amount")).to_have_text("62,345.67")
    used, gone = card.locator(".batch").all()
    expect(used.locator(".legend li")).to_have_text(
        ["已兑付 27,654.33 元", "已预约 10,000.00 元", "可用 62,345.67 元"]
    )
    expect(gone.locator(".legend li")).to_have_text(["已过期 5,000.00 元"])
    redeemed, available = (used.locator(f".bar .{part}").bounding_box() for part in ("redeemed", "available"))
    assert redeemed is not None
    assert available is not None
    assert available["width"] / redeemed["width"] == pytest.approx(6_234_567 / 2_765_433, rel=0.02)


@pytest.mark.parametrize(
    ("text", "standing", "label"),
    [
        ("诚信", "yellow", "一般失信"),
        ("守信", "red", "守信"),
        ("严重", "black", "严重失信"),
        ("无记录", "none", "无记录"),
    ],
)
def test_the_card_of_a_credit_standing_names_it_in_words(
    widget: WidgetPage, text: str, standing: str, label: str
) -> None:
    card = widget.ask(text).get_by_role("group", name="科研诚信")
    expect(card.locator(f"[data-standing={standing}]")).to_have_text(label)
    expect(card.locator(".events li")).to_have_count(0 if standing in {"none", "red"} else 1)


@pytest.mark.parametrize(
    "text", ["天气", "外地", "绑定", "表单", "投诉", "评价", "故障", "不知道", "怎么申请"]
)
def test_every_other_outcome_is_shown_in_its_words(widget: WidgetPage, chat: FakeChat, text: str) -> None:
    reply = widget.ask(text)
    (stored,) = next(iter(chat.only().turns.values()))
    expect(reply.locator(".text")).to_have_text(stored.text)
    expect(reply).to_have_attribute("data-outcome", stored.outcome)


def test_a_person_and_the_hotline_are_always_in_reach(widget: WidgetPage, chat: FakeChat) -> None:
    for _ in range(3):
        widget.ask("长文")
    expect(widget.frame.get_by_role("link", name=f"拨打热线 {HOTLINE}")).to_have_attribute(
        "href", f"tel:{HOTLINE}"
    )
    widget.frame.get_by_role("button", name="转人工").click()
    widget.wait_for_replies(5)
    assert chat.only().texts[-1] == "转人工"


def test_a_long_answer_is_shown_from_its_beginning(widget: WidgetPage) -> None:
    widget.ask("材料")
    reply = widget.ask("长文")
    expect(reply.get_by_text("第1段。")).to_be_in_viewport()
    expect(widget.users.last).to_be_in_viewport()


def test_ending_asks_first_and_then_leaves_nothing(widget: WidgetPage, chat: FakeChat) -> None:
    widget.ask("兑付材料")
    widget.frame.get_by_role("button", name="结束对话").click()
    widget.sheet.get_by_role("button", name="继续咨询").click()
    expect(widget.users).to_have_count(1)
    widget.frame.get_by_role("button", name="结束对话").click()
    widget.sheet.get_by_role("button", name="结束并清除").click()
    expect(widget.users).to_have_count(0)
    widget.wait_for_replies(1)
    eventually(widget.page, lambda: len(chat.conversations), 2)
    assert "兑付" not in widget.frame.evaluate("JSON.stringify(sessionStorage)")


def test_the_site_and_region_of_the_page_are_told(
    new_page: Callable[..., Page], base: str, chat: FakeChat
) -> None:
    page = new_page()
    page.goto(f"{base}/widget?site=portal&region=浙江省/杭州市")
    WidgetPage(page).wait_for_replies(1)
    opened = chat.only().opened_with
    assert (opened.site, opened.region, opened.locale) == ("portal", "浙江省/杭州市", "zh-CN")
