"""The signature, against the official vectors and wechatpy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from api.channels.wechat.protocol.signature import is_signed, sign

# developers.weixin.qq.com, 消息推送 and 消息加解密说明; the token is AAAAA in all of them.
OFFICIAL = [
    ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
    ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
    ("1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
    ("1715943329", "1590219412", "cc0c594499c1634947d5b502f158ee518947db27"),
]


@pytest.mark.parametrize(("timestamp", "nonce", "signature"), OFFICIAL)
def test_official_vectors_verify(timestamp: str, nonce: str, signature: str) -> None:
    assert is_signed(signature, "AAAAA", timestamp, nonce)
    assert not is_signed(signature, "AAAAB", timestamp, nonce)


# wechatpy sorts bytes and we sort characters: the same for the code points of these alphabets and for UTF-8 at large.
@given(st.text(), st.text(), st.text())
def test_we_sign_as_wechatpy_verifies(token: str, timestamp: str, nonce: str) -> None:
    check_signature(token, sign(token, timestamp, nonce), timestamp, nonce)


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_what_wechatpy_refuses_we_refuse(signature: str, timestamp: str, nonce: str) -> None:
    try:
        check_signature("token", signature, timestamp, nonce)
    except InvalidSignatureException:
        assert not is_signed(signature, "token", timestamp, nonce)
    else:
        assert is_signed(signature, "token", timestamp, nonce)


def test_a_signature_that_is_not_ascii_is_refused() -> None:
    assert not is_signed("签名", "token", "1", "2")
