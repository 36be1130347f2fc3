"""Whole encrypted messages, against the official example and wechatpy, in both directions."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto

from api.channels.wechat import WeChatAccount
from api.channels.wechat.protocol.crypto import MessageCipher, decode_aes_key
from api.channels.wechat.protocol.envelope import Stamp, open_envelope
from api.channels.wechat.protocol.errors import StaleTimestamp
from api.channels.wechat.protocol.signature import sign
from api.channels.wechat.protocol.xml_in import read_fields, strip_illegal
from api.channels.wechat.protocol.xml_out import sealed_reply, text_reply
from tests.api.channels.wechat.support import (
    APPID,
    KEY,
    NOW,
    OFFICIAL,
    OPENID,
    TOKEN,
    read_reply,
    text_push,
    to_xml,
)

# developers.weixin.qq.com, 第三方平台 · 消息推送: token AAAAA, key of 43 A.
PUSHED = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+"
    "ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhH"
    "TtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G"
    "7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX"
    "/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="
)
SAFE = WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY)
WORDS = st.text(min_size=1, max_size=300, alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"]))


def test_the_official_xml_push_is_opened() -> None:
    account = WeChatAccount(appid="wx134c8103faa5a59e", token="AAAAA", aes_key="A" * 43)
    stamp = Stamp(
        signature="cc0c594499c1634947d5b502f158ee518947db27",
        timestamp="1715943329",
        nonce="1590219412",
        is_encrypted=True,
        msg_signature="6c12a4205838198b8fa631b3220723bb07f1015c",
    )
    body = to_xml({"ToUserName": "gh_97417a04a28d", "Encrypt": PUSHED})
    fields = open_envelope(account, stamp, body).fields
    assert (fields["Event"], fields["debug_str"]) == ("debug_demo", "hello world")


def test_the_official_reply_is_sealed_to_the_byte() -> None:
    cipher = MessageCipher(decode_aes_key("A" * 43), "wxba5fad812f8e6fb9")
    now = datetime.fromtimestamp(1713424427, NOW.tzinfo)
    sealed = sealed_reply(
        '{"demo_resp":"good luck"}', cipher, "AAAAA", now, nonce="415670741", random=b"707722b803182950"
    )
    assert read_fields(sealed) == {
        "Encrypt": "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
        "MsgSignature": "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        "TimeStamp": "1713424427",
        "Nonce": "415670741",
    }


@given(WORDS)
def test_wechatpy_reads_our_sealed_reply(text: str) -> None:
    sealed = sealed_reply(
        text_reply(text, to_user=OPENID, from_user=OFFICIAL, now=NOW), SAFE.ciphers[0], TOKEN, NOW
    )
    parts = read_fields(sealed)
    opened = WeChatCrypto(TOKEN, KEY, APPID).decrypt_message(
        sealed, parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"]
    )
    assert (parse_message(opened).content or "").strip() == strip_illegal(text).strip()
    assert read_reply(sealed, KEY)["Content"] == strip_illegal(text)


@given(WORDS)
def test_we_open_what_wechatpy_seals(content: str) -> None:
    timestamp, nonce = str(int(NOW.timestamp())), "n"
    body = WeChatCrypto(TOKEN, KEY, APPID).encrypt_message(
        to_xml(text_push(content)).decode(), nonce, timestamp
    )
    sealed = read_fields(body)
    assert sealed["MsgSignature"] == sign(TOKEN, timestamp, nonce, sealed["Encrypt"])
    stamp = Stamp("", timestamp, nonce, is_encrypted=True, msg_signature=sealed["MsgSignature"])
    assert open_envelope(SAFE, stamp, body.encode()).fields["Content"] == content


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "１７６３６０４０００", "1" * 30])
def test_a_timestamp_that_is_none_is_refused_even_without_a_window(timestamp: str) -> None:
    with pytest.raises(StaleTimestamp):
        Stamp.of({"timestamp": timestamp}).verify_fresh(NOW, None)


def test_a_timestamp_within_the_window_is_accepted_on_both_sides() -> None:
    stamp = Stamp.of({"timestamp": str(int(NOW.timestamp()))})
    for seconds in (-60, 0, 60):
        stamp.verify_fresh(NOW + timedelta(seconds=seconds), timedelta(minutes=1))
