"""No message is lost and none is shown twice, whatever the network and the service do."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from api.web.errors import TITLES
from contracts import ReplyDraft
from tests.browser.fake_chat import FakeChat
from tests.browser.patience import LOOK_EVERY_MS, eventually, expect_true
from tests.browser.scripted_replies import draft_for, make_reply
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser


def words(text: str) -> ReplyDraft:
    return ReplyDraft(text=text, outcome="handoff")


@pytest.mark.parametrize("fault", ["500", "503", "drop_before", "drop_after"])
def test_a_failed_request_is_repeated_under_the_same_id(
    widget: WidgetPage, chat: FakeChat, fault: str
) -> None:
    chat.faults.append(fault)
    widget.say("天气")
    widget.wait_for_replies(2)
    eventually(widget.page, lambda: len(chat.attempts), 2)
    expect(widget.status).to_be_empty()
    assert len(set(chat.attempts)) == 1
    assert chat.only().texts == ["天气"]
    expect(widget.users).to_have_count(1)
    chat.push("staff", words("之后"))  # the event stream has brought the same reply once more before this
    expect(widget.replies.last).to_contain_text("之后")
    widget.wait_for_replies(3)


def test_the_reason_for_waiting_is_told_in_a_plain_sentence(widget: WidgetPage, chat: FakeChat) -> None:
    chat.faults.append("503")
    widget.say("天气")
    expect(widget.status).to_have_text("服务暂时不可用，请稍后再试。")
    widget.wait_for_replies(2)


def test_a_message_that_is_refused_says_why_and_can_be_sent_again(widget: WidgetPage, chat: FakeChat) -> None:
    chat.faults.append("422")
    widget.say("天气")
    expect(widget.users).to_contain_text("提交的内容不符合要求。")
    widget.frame.get_by_role("button", name="重新发送").click()
    widget.wait_for_replies(2)
    expect(widget.users.get_by_role("button")).to_have_count(0)
    assert len(set(chat.attempts)) == 1


def test_after_too_many_failures_the_user_decides(widget: WidgetPage, chat: FakeChat) -> None:
    widget.page.clock.install()
    chat.faults.extend(["500"] * 7)
    widget.say("天气")
    for attempt in range(1, 7):
        # Only the waiting is hurried, not a request under way.
        eventually(widget.page, lambda: len(chat.attempts), attempt)
        expect(widget.status).to_contain_text(TITLES[500])
        while len(chat.attempts) == attempt and TITLES[500] in widget.status.inner_text():
            widget.page.clock.run_for(1_000)
    expect(widget.users).to_have_attribute("data-state", "failed")
    assert len(chat.attempts) == 7
    widget.frame.get_by_role("button", name="重新发送").click()
    widget.wait_for_replies(2)
    assert len(set(chat.attempts)) == 1


def test_messages_written_offline_go_out_in_order_when_the_network_is_back(
    widget: WidgetPage, chat: FakeChat
) -> None:
    widget.page.context.set_offline(True)
    widget.say("第一条")
    expect(widget.status).to_contain_text("网络")
    widget.say("第二条")
    expect(widget.users).to_have_count(2)
    assert chat.attempts == []
    widget.page.context.set_offline(False)
    widget.wait_for_replies(3)
    assert chat.only().texts == ["第一条", "第二条"]
    expect(widget.status).to_be_empty()


def test_a_message_that_waits_survives_a_change_of_page(widget: WidgetPage, chat: FakeChat) -> None:
    chat.faults.append("drop_before")
    widget.say("天气")
    expect(widget.status).to_contain_text("网络不太稳定")
    widget.page.reload()
    widget.wait_for_replies(2)
    expect(widget.users).to_have_count(1)
    assert chat.only().texts == ["天气"]
    assert len(set(chat.attempts)) == 1


def test_a_conversation_is_taken_up_on_the_next_page(widget: WidgetPage, chat: FakeChat) -> None:
    widget.ask("余额")
    widget.field.fill("还没写完")
    widget.page.reload()
    widget.wait_for_replies(2)
    expect(widget.replies.last.locator(".amount")).to_have_text("62,345.67")
    expect(widget.field).to_have_value("还没写完")
    assert len(chat.conversations) == 1


def test_while_an_answer_is_looked_for_the_log_is_busy(widget: WidgetPage, chat: FakeChat) -> None:
    chat.faults.append("held")
    widget.say("天气")
    expect(widget.log).to_have_attribute("aria-busy", "true")
    expect(widget.log.locator(".thinking")).to_be_visible()
    expect(widget.status).to_have_text("店小二正在查阅…")
    chat.released.set()
    widget.wait_for_replies(2)
    expect(widget.log).to_have_attribute("aria-busy", "false")
    expect(widget.log.locator(".thinking")).to_have_count(0)
    expect(widget.status).to_be_empty()


def test_staff_and_notices_arrive_unasked(widget: WidgetPage, chat: FakeChat) -> None:
    chat.push("staff", words("您好，我是工作人员。"))
    expect(widget.replies.last).to_contain_text("工作人员您好，我是工作人员。")
    chat.push("push", draft_for("进度"))
    expect(widget.replies.last).to_contain_text("办理提醒")
    expect(widget.replies.last).to_contain_text("KJ2024050600012")


def test_a_broken_event_stream_resumes_where_it_was(widget: WidgetPage, chat: FakeChat) -> None:
    chat.push("staff", words("第一句"))
    widget.wait_for_replies(2)
    chat.stream_cuts += 1
    chat.push("staff", words("第二句"))
    widget.wait_for_replies(3)
    assert chat.stream_starts == [None, "1"]


def test_a_page_too_many_listens_again_when_it_was_told_to_and_loses_nothing(
    widget: WidgetPage, chat: FakeChat
) -> None:
    page, clock = widget.page, widget.page.clock
    asked: list[str] = []
    eventually(page, lambda: chat.open_streams, 1)
    now = datetime.now(UTC)
    clock.install(time=now)
    clock.pause_at(now + timedelta(minutes=1))
    chat.stream_faults.append((429, 4))
    with page.expect_response(lambda response: response.status == 429) as refusal:
        chat.stream_cuts += 1
        while chat.stream_faults:
            clock.run_for(100)  # of itself the page comes back after at most 1 s
            page.wait_for_timeout(LOOK_EVERY_MS)
    refusal.value.finished()
    page.on("request", lambda request: asked.append(request.url))
    clock.run_for(3_900)  # of itself it would come back after 2 s
    expect_true(page, "true")
    assert asked == []
    clock.run_for(200)
    chat.push("staff", words("我是工作人员。"))
    widget.wait_for_replies(2)
    assert len(chat.stream_starts) == 3
    expect(widget.status).to_be_empty()


def test_a_page_that_nobody_looks_at_holds_no_stream(widget: WidgetPage, chat: FakeChat) -> None:
    turn = "(state) => { Object.defineProperty(document, 'hidden', {value: state, configurable: true});"
    turn += " document.dispatchEvent(new Event('visibilitychange')); }"
    eventually(widget.page, lambda: chat.open_streams, 1)
    widget.page.evaluate(turn, True)
    eventually(widget.page, lambda: chat.open_streams, 0)
    chat.push("staff", words("您还在吗？"))
    widget.wait_for_replies(1)
    widget.page.evaluate(turn, False)
    widget.wait_for_replies(2)
    assert chat.stream_starts == [None, None]


def test_a_reply_that_is_already_shown_is_dropped(widget: WidgetPage, chat: FakeChat) -> None:
    reply = make_reply(words("只此一次"), "turn")
    for _ in range(2):
        chat.push("reply", json.loads(reply.model_dump_json()))
    chat.push("staff", words("之后"))
    expect(widget.replies.last).to_contain_text("之后")
    widget.wait_for_replies(3)


def test_a_closed_conversation_says_so_and_the_next_message_opens_another(
    widget: WidgetPage, chat: FakeChat
) -> None:
    chat.push("closed", {})
    expect(widget.log.locator(".remark")).to_contain_text("本次对话已结束")
    widget.say("天气")
    expect(widget.replies.last).to_contain_text("不在科技政策")
    assert [conversation.texts for conversation in chat.conversations.values()] == [[], ["天气"]]


def test_an_unknown_conversation_is_opened_anew_and_the_message_arrives(
    widget: WidgetPage, chat: FakeChat
) -> None:
    chat.conversations.clear()
    widget.say("天气")
    expect(widget.replies.last).to_contain_text("不在科技政策")
    expect(widget.log.locator(".remark")).to_contain_text("已过期")
    assert chat.only().texts == ["天气"]
    assert len(set(chat.attempts)) == 1


def test_what_is_asked_before_the_service_is_there_is_asked_when_it_is(
    new_page: Callable[..., Page], base: str, chat: FakeChat
) -> None:
    chat.open_faults.extend(["503", "503"])
    page = new_page()
    page.goto(f"{base}/widget")
    shown = WidgetPage(page)
    expect(shown.status).to_contain_text("服务暂时不可用")
    shown.say("天气")
    shown.wait_for_replies(2)
    expect(shown.replies.first).to_contain_text("您好")  # the privacy notice stands before what was said
    expect(shown.log.locator(".turn")).to_have_class(["turn reply", "turn user", "turn reply"])


def test_a_service_that_refuses_to_open_can_be_asked_again(
    new_page: Callable[..., Page], base: str, chat: FakeChat
) -> None:
    chat.open_faults.append("403")
    page = new_page()
    page.goto(f"{base}/widget")
    shown = WidgetPage(page)
    expect(shown.status).to_contain_text("您没有权限进行此操作。")
    shown.status.get_by_role("button", name="重试").click()
    shown.wait_for_replies(1)


def test_after_thirty_idle_minutes_nothing_is_left_in_the_tab(
    new_page: Callable[..., Page], base: str, chat: FakeChat
) -> None:
    page = new_page()
    page.clock.install()
    page.goto(f"{base}/widget")
    shown = WidgetPage(page)
    shown.wait_for_replies(1)
    shown.ask("余额")
    page.clock.fast_forward("29:00")
    expect(shown.replies).to_have_count(2)
    page.clock.fast_forward("01:40")
    expect(shown.replies).to_have_count(0)
    expect(shown.log.locator(".remark")).to_contain_text("30 分钟")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "62,345.67" not in kept
    assert all(conversation.token not in kept for conversation in chat.conversations.values())
    shown.say("天气")
    shown.wait_for_replies(2)
    assert len(chat.conversations) == 2


def test_codes_and_numbers_of_persons_are_not_kept_once_sent(widget: WidgetPage, chat: FakeChat) -> None:
    said = [
        "验证码 482913",
        "13800001234",
        "身份证 330106199001011234",
        "2024年产值 123456 元是否符合高企认定的收入条件要求？",
    ]
    for text in said:
        widget.ask(text)
    assert chat.only().texts == said
    # A reply may be shown, by the event stream, before its message is known to have arrived.
    expect(widget.status).to_be_empty()
    kept = widget.frame.evaluate("JSON.stringify(sessionStorage)")
    for secret in ("482913", "13800001234", "19900101"):
        assert secret not in kept
    assert "产值 123456 元" in kept
    widget.page.reload()
    expect(widget.users.nth(1)).to_contain_text("138****1234")


def test_a_browser_that_denies_storage_still_holds_a_conversation(
    new_page: Callable[..., Page], base: str
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto(f"{base}/widget")
    shown = WidgetPage(page)
    shown.wait_for_replies(1)
    shown.ask("天气")


def test_events_are_read_however_they_are_cut(widget: WidgetPage) -> None:
    stream = (
        ': heart\r\n\r\nid: 7\r\nevent: staff\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:x\n\nevent: empty\n\n'
    )
    for size in (1, 2, 3, 7, 1000):
        events = widget.run(
            "event_parser.js",
            f"(() => {{ const p = new m.EventParser(); const all = []; const s = {json.dumps(stream)};"
            f" for (let at = 0; at < s.length; at += {size}) all.push(...p.feed(s.slice(at, at + {size})));"
            " return all; })()",
        )
        assert [(event["name"], event["data"], event.get("id")) for event in events] == [
            ("staff", '{"a":\n1}', "7"),
            ("message", "x", None),
        ], size


def test_money_and_days_are_exact(widget: WidgetPage) -> None:
    for fen, shown in [
        (0, "0.00"),
        (5, "0.05"),
        (100, "1.00"),
        (123_456_789, "1,234,567.89"),
        (-150, "−1.50"),
    ]:
        assert widget.run("format.js", f"m.yuan({fen})") == shown
    assert widget.run("format.js", "m.day('2024-02-09')") == "2024年2月9日"
    assert widget.run("format.js", "m.dayOf('2024-12-31T16:30:00Z')") == "2025年1月1日"
    assert widget.run("format.js", "m.period(null, '2026-01-01')") == "有效期至 2026年1月1日"
    assert (
        widget.run("format.js", "m.period('2026-01-01', null)") == "2026年1月1日 起施行，截止日期文件未载明"
    )


def test_numbers_in_a_sentence_are_no_list(widget: WidgetPage) -> None:
    for text in ("1.5万元以下的", "2024年起施行", "一、", "（一）", "-5 度"):
        blocks = widget.run("view/blocks.js", f"m.parseBlocks({json.dumps(text)})")
        assert blocks == [{"type": "paragraph", "lines": [text]}], text
    nested = widget.run(
        "view/blocks.js",
        f"m.parseBlocks({json.dumps('一、总则' + chr(10) + '（一）对象' + chr(10) + '1. 企业')})",
    )
    assert [(item["marker"], item["depth"]) for item in nested[0]["items"]] == [
        ("一、", 1),
        ("（一）", 2),
        ("1.", 3),
    ]


def test_lines_that_name_one_fact_each_are_a_card_and_sentences_are_not(widget: WidgetPage) -> None:
    def parse(*lines: str) -> list[dict[str, object]]:
        return widget.run("view/blocks.js", f"m.parseBlocks({json.dumps(chr(10).join(lines))})")

    assert parse(
        "湖北省武汉市《包区服务责任分工（各区责任领导）》：", "区（开发区）：江岸区", "联系人：亓巍"
    ) == [
        {"type": "paragraph", "lines": ["湖北省武汉市《包区服务责任分工（各区责任领导）》："]},
        {
            "type": "facts",
            "facts": [{"name": "区（开发区）", "value": "江岸区"}, {"name": "联系人", "value": "亓巍"}],
        },
    ]
    assert [block["type"] for block in parse("税率：减按15%征收。", "期满当年：暂按15%预缴。")] == [
        "paragraph"
    ]
    assert [block["type"] for block in parse("电话：0571-12345678")] == ["paragraph"]
