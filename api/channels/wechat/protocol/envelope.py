"""What surrounds a message: the signature, the time it was made, the encryption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.protocol.crypto import MessageCipher, decrypt_with_any
from api.channels.wechat.protocol.errors import AesKeyMissing, BadSignature, SafeModeRequired, StaleTimestamp
from api.channels.wechat.protocol.signature import is_signed
from api.channels.wechat.protocol.xml_in import decode_body, read_fields


@dataclass(frozen=True)
class Stamp:
    """The parameters of the address with which WeChat signs a request."""

    signature: str
    timestamp: str
    nonce: str
    is_encrypted: bool
    msg_signature: str

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Stamp:
        """Return the stamp of a request; what is missing is empty and fails verification."""
        return cls(
            signature=parameters.get("signature", ""),
            timestamp=parameters.get("timestamp", ""),
            nonce=parameters.get("nonce", ""),
            is_encrypted=parameters.get("encrypt_type", "raw") == "aes",
            msg_signature=parameters.get("msg_signature", ""),
        )

    def verify_fresh(self, now: datetime, window: timedelta | None) -> None:
        """Raise StaleTimestamp unless the timestamp (seconds since 1970) is within the window around now."""
        if not (self.timestamp.isascii() and self.timestamp.isdigit() and len(self.timestamp) <= 12):
            raise StaleTimestamp
        if window is not None and abs(now.timestamp() - int(self.timestamp)) > window.total_seconds():
            raise StaleTimestamp

    def verify_plain(self, token: str) -> None:
        """Raise BadSignature unless `signature` is right. It does not cover the body."""
        if not is_signed(self.signature, token, self.timestamp, self.nonce):
            raise BadSignature

    def verify_sealed(self, token: str, sealed: str) -> None:
        """Raise BadSignature unless `msg_signature`, which covers the encrypted body, is right."""
        if not is_signed(self.msg_signature, token, self.timestamp, self.nonce, sealed):
            raise BadSignature


@dataclass(frozen=True)
class Opened:
    """The fields of a verified message, and the cipher that opened it (None when it came plain)."""

    fields: dict[str, str]
    cipher: MessageCipher | None


def open_envelope(account: WeChatAccount, stamp: Stamp, body: bytes) -> Opened:
    """Verify a pushed body and return what it holds; raises one of the errors of this package.

    In safe mode only the encrypted part is believed: fields beside it (兼容模式 sends both) are not signed.
    """
    if not account.is_safe_mode:
        stamp.verify_plain(account.token)
        if stamp.is_encrypted:
            raise AesKeyMissing
        return Opened(read_fields(decode_body(body)), None)
    sealed = read_fields(decode_body(body)).get("Encrypt", "").strip() if stamp.is_encrypted else ""
    if not sealed:
        raise SafeModeRequired
    stamp.verify_sealed(account.token, sealed)
    xml, cipher = decrypt_with_any(account.ciphers, sealed)
    return Opened(read_fields(xml), cipher)
