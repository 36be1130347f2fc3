"""WeChat's XML, written: a text reply, plain or encrypted."""

from __future__ import annotations

import secrets
from datetime import datetime

from api.channels.wechat.protocol.crypto import MessageCipher
from api.channels.wechat.protocol.signature import sign
from api.channels.wechat.protocol.xml_in import strip_illegal


def cdata(text: str) -> str:
    """Return the text as CDATA; a `]]>` in it goes into two sections, so that it ends nothing."""
    return f"<![CDATA[{strip_illegal(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def text_reply(text: str, *, to_user: str, from_user: str, now: datetime) -> str:
    """Return a text reply from the account (`from_user`, its original id) to the user's openid."""
    return (
        f"<xml><ToUserName>{cdata(to_user)}</ToUserName><FromUserName>{cdata(from_user)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def sealed_reply(
    xml: str,
    cipher: MessageCipher,
    token: str,
    now: datetime,
    *,
    nonce: str | None = None,
    random: bytes | None = None,
) -> str:
    """Return the reply encrypted and signed. `nonce` and `random` are fresh unless given."""
    sealed = cipher.encrypt(xml, random=random)
    nonce = nonce or str(secrets.randbelow(10**10))
    timestamp = str(int(now.timestamp()))
    return (
        f"<xml><Encrypt>{cdata(sealed)}</Encrypt>"
        f"<MsgSignature>{cdata(sign(token, timestamp, nonce, sealed))}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
