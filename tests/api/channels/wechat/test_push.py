"""What is made of each kind of push."""

import pytest

from api.channels.wechat.protocol.errors import MalformedPush
from api.channels.wechat.push import Push, read_push
from tests.api.channels.wechat.support import APPID, OPENID, event_push, text_push


def read(fields: dict[str, str]) -> Push:
    return read_push(fields, APPID)


def test_text_is_an_utterance() -> None:
    push = read(text_push(" 高企认定需要什么条件？\n"))
    assert (push.kind, push.text, push.openid) == ("utterance", "高企认定需要什么条件？", OPENID)


def test_a_tap_on_a_message_menu_is_an_utterance() -> None:
    assert read(text_push("满意", bizmsgmenuid="101")).text == "满意"


def test_a_recognised_voice_message_is_an_utterance() -> None:
    push = read(text_push("", MsgType="voice", MediaId="m", Recognition="创新券怎么申请。"))
    assert (push.kind, push.text) == ("utterance", "创新券怎么申请。")


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("image", "图片"),
        ("voice", "语音"),
        ("video", "视频"),
        ("shortvideo", "视频"),
        ("location", "位置"),
        ("link", "链接"),
        ("miniprogrampage", "小程序卡片"),
        ("something-new", "消息"),
    ],
)
def test_what_is_not_words_is_named(kind: str, named: str) -> None:
    push = read(text_push("", MsgType=kind))
    assert (push.kind, push.text) == ("unreadable", named)


@pytest.mark.parametrize("content", ["", "  \n", "【收到不支持的消息类型，暂无法显示】"])
def test_a_text_without_words_is_not_an_utterance(content: str) -> None:
    assert read(text_push(content)).kind == "unreadable"


def test_subscribing_is_noticed_also_from_a_scanned_code() -> None:
    assert read(event_push("subscribe")).kind == "subscribe"
    assert read(event_push("subscribe", EventKey="qrscene_123", Ticket="t")).kind == "subscribe"


@pytest.mark.parametrize(
    "event",
    [
        "unsubscribe",
        "SCAN",
        "VIEW",
        "LOCATION",
        "TEMPLATESENDJOBFINISH",
        "subscribe_msg_popup_event",
        "kf_close_session",
    ],
)
def test_other_events_are_silent(event: str) -> None:
    assert read(event_push(event, EventKey="k")).kind == "silent"


def test_a_menu_key_in_chinese_is_a_question_and_another_is_not() -> None:
    assert read(event_push("CLICK", EventKey="我的办件到哪一步了？")).text == "我的办件到哪一步了？"
    assert read(event_push("CLICK", EventKey="V1001_TODAY")).kind == "silent"


def test_all_attempts_of_a_message_have_one_key() -> None:
    assert read(text_push("您好")).key == read(text_push("您好")).key


@pytest.mark.parametrize(
    "other",
    [
        text_push("您好", number=2),
        text_push("您好", FromUserName="another-user"),
        text_push("您好", CreateTime="1700000000"),
        event_push("subscribe"),
    ],
)
def test_another_message_has_another_key_even_with_the_same_msgid(other: dict[str, str]) -> None:
    assert read(other).key != read(text_push("您好")).key


def test_another_account_has_other_keys() -> None:
    assert read_push(text_push("您好"), "wx-of-somebody-else").key != read(text_push("您好")).key


def test_events_of_one_second_are_told_apart() -> None:
    keys = {
        read(event_push("CLICK", EventKey="查办件")).key,
        read(event_push("CLICK", EventKey="创新券")).key,
        read(event_push("subscribe")).key,
    }
    assert len(keys) == 3


def test_messages_without_msgid_are_told_apart_by_their_text() -> None:
    first, second = text_push("一", MsgId=""), text_push("二", MsgId="")
    assert read(first).key != read(second).key


def test_a_key_tells_nothing_about_the_user() -> None:
    assert OPENID not in read(text_push("您好")).key


@pytest.mark.parametrize("missing", ["FromUserName", "ToUserName", "MsgType", "CreateTime"])
def test_a_push_without_what_all_have_is_malformed(missing: str) -> None:
    fields = text_push("您好")
    del fields[missing]
    with pytest.raises(MalformedPush):
        read(fields)


@pytest.mark.parametrize("created", ["", "-1", "now", "１７", "9" * 40])
def test_a_wrong_create_time_is_malformed(created: str) -> None:
    with pytest.raises(MalformedPush):
        read(text_push("您好", CreateTime=created))
