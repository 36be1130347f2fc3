"""One request at a time: verification, both modes, every kind of push, and whatever is not one."""

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from api.channels.wechat import Timing, WeChatAccount, wording
from api.channels.wechat.pages import LONGEST_BYTES
from api.web.errors import Problem
from records.values.clock import FixedClock
from tests.api.channels.wechat import support
from tests.api.channels.wechat.support import (
    APPID,
    GREETING,
    KEY,
    NOW,
    OFFICIAL,
    OLD_KEY,
    OPENID,
    TOKEN,
    FakeGateway,
    Signed,
    build_app,
    event_push,
    read_reply,
    reply,
    signed,
    text_push,
)
from tests.golden_files import Golden

pytestmark = pytest.mark.anyio

SAFE = WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY, previous_aes_key=OLD_KEY, region="浙江省/杭州市")


def client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def post(app: FastAPI, request: Signed, account: str = "kjj") -> httpx.Response:
    async with client(app) as wechat:
        return await wechat.post(f"/wechat/{account}", params=request.params, content=request.body)


async def say(app: FastAPI, fields: dict[str, str]) -> str:
    """Return what the user is shown for one push in plain mode."""
    response = await post(app, signed(fields))
    assert response.status_code == 200
    return read_reply(response.text)["Content"]


async def greet(app: FastAPI) -> None:
    assert await say(app, event_push("subscribe")) != ""


async def test_the_official_verification_is_answered_with_echostr() -> None:
    # developers.weixin.qq.com, 消息推送: token AAAAA.
    clock = FixedClock(NOW.fromtimestamp(1714036504, NOW.tzinfo))
    app = build_app(FakeGateway(), WeChatAccount(appid=APPID, token="AAAAA"), clock=clock)
    params = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "echostr": "4375120948345356249",
        "timestamp": "1714036504",
        "nonce": "1514711492",
    }
    async with client(app) as wechat:
        response = await wechat.get("/wechat/kjj", params=params)
    assert (response.status_code, response.text) == (200, "4375120948345356249")
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("spoilt", ["signature", "timestamp", "nonce"])
async def test_a_verification_not_signed_with_our_token_is_refused(spoilt: str) -> None:
    params = signed({}).params | {"echostr": "1", spoilt: "0"}
    async with client(build_app(FakeGateway())) as wechat:
        assert (await wechat.get("/wechat/kjj", params=params)).status_code == 403
        assert (await wechat.get("/wechat/kjj")).status_code == 403


async def test_an_unknown_account_is_not_found() -> None:
    response = await post(build_app(FakeGateway()), signed(text_push("您好")), "nobody")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_the_name_of_an_account_is_read_in_any_case() -> None:
    assert (await post(build_app(FakeGateway()), signed(text_push("您好")), "KJJ")).status_code == 200


async def test_a_text_is_answered_from_the_account_to_the_user() -> None:
    gateway = FakeGateway()
    response = await post(build_app(gateway), signed(text_push("高企认定条件")))
    shown = read_reply(response.text)
    assert (shown["ToUserName"], shown["FromUserName"], shown["MsgType"]) == (OPENID, OFFICIAL, "text")
    assert shown["Content"].endswith("关于“高企认定条件”的答复。")
    [message] = gateway.messages
    assert (message.channel, message.conversation_id) == ("wechat", f"c-kjj-{OPENID}")
    assert message.address is not None
    assert OPENID not in message.address


async def test_the_first_answer_follows_the_privacy_notice_and_the_second_does_not() -> None:
    app = build_app(FakeGateway())
    assert (await say(app, text_push("高企"))).startswith(GREETING.text)
    assert (await say(app, text_push("创新券", 2))) == "关于“创新券”的答复。"


async def test_a_subscription_is_greeted_with_the_privacy_notice_and_choices(golden: Golden) -> None:
    gateway = FakeGateway()
    shown = await say(build_app(gateway), event_push("subscribe", EventKey="qrscene_1"))
    assert shown.startswith(GREETING.text)
    golden.check("wechat", "what follows the greeting", shown.removeprefix(GREETING.text).strip())
    assert gateway.messages == []


async def test_a_number_asks_what_the_choice_says() -> None:
    gateway = FakeGateway()
    app = build_app(gateway)
    await greet(app)
    await say(app, text_push("２"))
    assert gateway.texts == ["创新券怎么用？"]


async def test_a_number_without_such_a_choice_is_said_as_it_is() -> None:
    gateway = FakeGateway()
    app = build_app(gateway)
    await greet(app)
    await say(app, text_push("9"))
    assert gateway.texts == ["9"]


@pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "TEMPLATESENDJOBFINISH", "SCAN"])
async def test_a_silent_event_ends_with_success(event: str) -> None:
    gateway = FakeGateway()
    response = await post(build_app(gateway), signed(event_push(event)))
    assert (response.status_code, response.text) == (200, "success")
    assert gateway.calls == 0


async def test_a_picture_is_declined_politely() -> None:
    app = build_app(FakeGateway())
    await greet(app)
    assert await say(app, text_push("", MsgType="image")) == wording.unreadable("图片")
    assert await say(app, text_push("", 2, MsgType="voice")) == wording.UNHEARD


async def test_recognised_speech_is_a_question() -> None:
    gateway = FakeGateway()
    await say(build_app(gateway), text_push("", MsgType="voice", Recognition="创新券怎么申请"))
    assert gateway.texts == ["创新券怎么申请"]


async def test_the_region_of_the_account_goes_with_the_conversation() -> None:
    gateway = FakeGateway()
    await post(build_app(gateway, SAFE), signed(text_push("您好"), key=KEY))
    assert gateway.opened == [("kjj", OPENID, "浙江省/杭州市")]


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
async def test_the_answer_is_encrypted_with_the_key_that_decrypted(key: str) -> None:
    response = await post(build_app(FakeGateway(), SAFE), signed(text_push("您好"), key=key))
    assert response.status_code == 200
    assert "您好" not in response.text
    assert read_reply(response.text, key)["Content"].endswith("关于“您好”的答复。")


async def test_an_unknown_key_is_refused() -> None:
    response = await post(build_app(FakeGateway(), SAFE), signed(text_push("您好"), key="A" * 43))
    assert response.status_code == 400


async def test_a_message_for_another_appid_is_refused() -> None:
    gateway = FakeGateway()
    response = await post(build_app(gateway, SAFE), signed(text_push("您好"), key=KEY, appid="wx-other"))
    assert response.status_code == 403
    assert gateway.calls == 0


async def test_safe_mode_refuses_a_plain_body_and_one_that_claims_to_be_encrypted() -> None:
    gateway = FakeGateway()
    plain = signed(text_push("您好"))
    app = build_app(gateway, SAFE)
    assert (await post(app, plain)).status_code == 403
    assert (await post(app, Signed(plain.params | {"encrypt_type": "raw"}, plain.body))).status_code == 403
    assert (await post(app, Signed(plain.params | {"encrypt_type": "aes"}, plain.body))).status_code == 403
    assert gateway.calls == 0


async def test_a_replaced_body_is_refused_in_safe_mode() -> None:
    genuine, other = signed(text_push("您好"), key=KEY), signed(text_push("转账"), key=KEY)
    response = await post(build_app(FakeGateway(), SAFE), Signed(genuine.params, other.body))
    assert response.status_code == 403


async def test_fields_beside_the_encrypted_part_are_not_believed() -> None:
    gateway = FakeGateway()
    genuine = signed(text_push("您好"), key=KEY)
    body = genuine.body.replace(b"<xml>", b"<xml><Content>forged</Content><MsgType>text</MsgType>")
    assert (await post(build_app(gateway, SAFE), Signed(genuine.params, body))).status_code == 200
    assert gateway.texts == ["您好"]


async def test_an_encrypted_push_to_an_account_without_key_is_refused() -> None:
    response = await post(build_app(FakeGateway()), signed(text_push("您好"), key=KEY))
    assert response.status_code == 400
    assert "AES_KEY" in response.json()["detail"]


async def test_a_push_outside_the_replay_window_is_refused() -> None:
    app = build_app(FakeGateway())
    for seconds, status in ((-700, 403), (700, 403), (-500, 200)):
        moment = NOW.fromtimestamp(NOW.timestamp() + seconds, NOW.tzinfo)
        assert (await post(app, signed(text_push("您好"), now=moment))).status_code == status


async def test_the_replay_window_can_be_switched_off() -> None:
    app = build_app(FakeGateway(), timing=Timing(replay_window=None))
    assert (await post(app, signed(text_push("您好"), now=NOW.replace(year=2001)))).status_code == 200


async def test_a_body_over_64_kib_is_refused() -> None:
    response = await post(build_app(FakeGateway()), signed(text_push("长" * 22_000)))
    assert response.status_code == 413


async def test_a_text_of_more_than_2000_characters_is_not_cut_but_sent_back() -> None:
    gateway = FakeGateway()
    assert await say(build_app(gateway), text_push("长" * 2_001)) == wording.TOO_LONG.format(longest=2_000)
    assert gateway.calls == 0


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml>", b"\xff\xfe", b"<xml></xml>", b"<!DOCTYPE a><xml/>"])
async def test_a_malformed_body_is_a_problem_document(body: bytes) -> None:
    response = await post(build_app(FakeGateway()), Signed(signed({}).params, body))
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


async def test_bot_text_cannot_inject_xml() -> None:
    attack = "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["
    gateway = FakeGateway(answers=lambda _: [reply(attack)])
    app = build_app(gateway)
    await greet(app)
    response = await post(app, signed(text_push("您好")))
    assert read_reply(response.text)["Content"] == attack
    assert read_reply(response.text)["MsgType"] == "text"


async def test_a_user_name_cannot_inject_xml() -> None:
    app = build_app(FakeGateway())
    response = await post(app, signed(text_push("您好", FromUserName="a]]></ToUserName><b>")))
    assert set(read_reply(response.text)) == {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Content",
    }


async def test_a_turn_without_replies_ends_with_success() -> None:
    app = build_app(FakeGateway(answers=lambda _: []))
    await greet(app)
    assert (await post(app, signed(text_push("您好")))).text == "success"


async def test_a_long_answer_is_cut_and_continued_on_request() -> None:
    sentences = [f"第{number}条，企业应当具备下列条件。" for number in range(150)]
    app = build_app(FakeGateway(answers=lambda _: [reply("".join(sentences))]))
    await greet(app)
    pages = [await say(app, text_push("条件"))]
    while "回复“更多”" in pages[-1]:
        pages.append(await say(app, text_push("更多", len(pages) + 1)))
    assert len(pages) > 2
    assert all(len(page.encode()) <= LONGEST_BYTES for page in pages)
    assert all(sum(sentence in page for page in pages) == 1 for sentence in sentences)


async def test_a_repeated_request_for_more_shows_the_same_page() -> None:
    app = build_app(FakeGateway(answers=lambda _: [reply("一句话。" * 1_000)]))
    await greet(app)
    await say(app, text_push("条件"))
    first = await say(app, text_push("更多", 2))
    assert await say(app, text_push("更多", 2)) == first


async def test_a_refusal_of_the_gateway_is_told_in_its_words() -> None:
    words = "操作太频繁，请稍后再试。"
    app = build_app(FakeGateway(failures=[Problem(429, words)]))
    await greet(app)
    assert await say(app, text_push("您好")) == words


PARAMS = st.dictionaries(
    st.sampled_from(["signature", "timestamp", "nonce", "encrypt_type", "msg_signature", "echostr"]),
    st.one_of(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(["aes", "raw"])),
)


@settings(deadline=None, max_examples=60)
@given(PARAMS, st.binary(max_size=300), st.sampled_from([SAFE, None]))
async def test_nothing_unsigned_gets_in_and_nothing_is_a_500(
    params: dict[str, str], body: bytes, account: WeChatAccount | None
) -> None:
    gateway = FakeGateway()
    async with client(build_app(gateway, account)) as wechat:
        for response in (
            await wechat.post("/wechat/kjj", params=params, content=body),
            await wechat.get("/wechat/kjj", params=params),
        ):
            assert response.status_code in (400, 403)
    assert gateway.calls == 0


SIGNED_FIELDS = st.dictionaries(
    st.sampled_from(
        ["MsgType", "Content", "CreateTime", "MsgId", "Event", "EventKey", "FromUserName", "Recognition"]
    ),
    st.one_of(
        st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")),
        st.sampled_from(["text", "event", "voice", "subscribe", "CLICK", "1763604000", "1", "更多"]),
    ),
)


@settings(deadline=None, max_examples=60)
@given(SIGNED_FIELDS, st.sampled_from([KEY, None]))
async def test_whatever_is_signed_is_answered_and_never_a_500(
    changes: dict[str, str], key: str | None
) -> None:
    app = build_app(FakeGateway(), SAFE if key else None)
    response = await post(app, signed(text_push("您好") | changes, key=key))
    assert response.status_code in (200, 400)
    if response.status_code == 200 and response.text != "success":
        assert len(support.read_reply(response.text, key)["Content"].encode()) <= LONGEST_BYTES
