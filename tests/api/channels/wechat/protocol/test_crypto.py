"""Message encryption, against the official vectors and wechatpy."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto

from api.channels.wechat.protocol.crypto import (
    AesKeyInvalid,
    MessageCipher,
    decode_aes_key,
    decrypt_with_any,
)
from api.channels.wechat.protocol.errors import Undecryptable, WrongAppId
from api.channels.wechat.protocol.signature import is_signed
from tests.api.channels.wechat.support import APPID, KEY, OLD_KEY

# developers.weixin.qq.com, 消息加解密说明: EncodingAESKey of 43 A, token AAAAA.
OFFICIAL_KEY = decode_aes_key("A" * 43)
OFFICIAL_APPID = "wxba5fad812f8e6fb9"
PUSHED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsX"
    "UnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajA"
    "sjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
ANSWERED = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="


def cipher(key: str = KEY, appid: str = APPID) -> MessageCipher:
    return MessageCipher(decode_aes_key(key), appid)


def test_the_official_push_is_verified_and_decrypted() -> None:
    assert is_signed("046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", "AAAAA", "1714112445", "415670741", PUSHED)
    message = json.loads(MessageCipher(OFFICIAL_KEY, OFFICIAL_APPID).decrypt(PUSHED))
    assert message["Event"] == "debug_demo"
    assert message["debug_str"] == "hello world"


def test_the_official_answer_is_encrypted_to_the_byte() -> None:
    official = MessageCipher(OFFICIAL_KEY, OFFICIAL_APPID)
    assert official.encrypt('{"demo_resp":"good luck"}', random=b"707722b803182950") == ANSWERED
    assert is_signed("1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", "AAAAA", "1713424427", "415670741", ANSWERED)


@given(st.text(max_size=3_000))
def test_what_is_encrypted_is_decrypted(message: str) -> None:
    assert cipher().decrypt(cipher().encrypt(message)) == message


@given(st.text(min_size=1, max_size=500))
def test_wechatpy_reads_what_we_encrypt_and_we_what_it_encrypts(message: str) -> None:
    oracle = PrpCrypto(decode_aes_key(KEY))
    assert oracle.decrypt(cipher().encrypt(message), APPID) == message
    assert cipher().decrypt(oracle.encrypt(message, APPID).decode()) == message


def test_a_message_of_another_account_is_refused() -> None:
    with pytest.raises(WrongAppId):
        cipher().decrypt(cipher(appid="wx-of-somebody-else").encrypt("您好"))


def test_the_key_that_decrypts_is_the_one_returned() -> None:
    current, previous = cipher(), cipher(OLD_KEY)
    assert decrypt_with_any((current, previous), current.encrypt("新")) == ("新", current)
    assert decrypt_with_any((current, previous), previous.encrypt("旧")) == ("旧", previous)


def test_a_wrong_appid_under_the_previous_key_is_named_as_such() -> None:
    with pytest.raises(WrongAppId):
        decrypt_with_any((cipher(), cipher(OLD_KEY)), cipher(OLD_KEY, "wx-of-somebody-else").encrypt("旧"))


@given(st.binary(max_size=200))
def test_anything_else_is_refused_and_never_another_error(data: bytes) -> None:
    with pytest.raises(Undecryptable):
        cipher().decrypt(base64.b64encode(data).decode())


@given(st.text(max_size=200))
def test_what_is_no_base64_is_refused(data: str) -> None:
    with pytest.raises(Undecryptable):
        cipher().decrypt(data)


@given(st.data())
def test_a_changed_ciphertext_never_raises_another_error(data: st.DataObject) -> None:
    sealed = bytearray(base64.b64decode(cipher().encrypt("科技创新券怎么申请？")))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    try:
        cipher().decrypt(base64.b64encode(sealed).decode())
    except (Undecryptable, WrongAppId):
        pass
    else:
        # Only a change within the random bytes, or one that leaves UTF-8, can go unseen: the signature covers it.
        assert position < len(sealed) - 16


@pytest.mark.parametrize("key", ["", "short", "A" * 44, "A" * 42 + "=", "A" * 42 + "中", " " + "A" * 43])
def test_a_wrong_encoding_aes_key_is_named(key: str) -> None:
    with pytest.raises(AesKeyInvalid):
        decode_aes_key(key)
