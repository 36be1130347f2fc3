"""WeChat's message encryption: AES-256-CBC under the account's EncodingAESKey.

Plaintext: 16 random bytes, the message's length in bytes (4, big-endian), the message, the appid, padded as
PKCS#7 to 32. Source: developers.weixin.qq.com, 消息加解密说明.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.channels.wechat.protocol.errors import Undecryptable, WrongAppId

_BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4
_ENCODING_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}", re.ASCII)


class AesKeyInvalid(ValueError):
    """An EncodingAESKey that is not the 43 letters and digits WeChat issues."""


def decode_aes_key(encoding_aes_key: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey of 43 characters; raises AesKeyInvalid."""
    if not _ENCODING_AES_KEY.fullmatch(encoding_aes_key):
        raise AesKeyInvalid("EncodingAESKey 应为公众号后台生成的 43 位字母和数字。")
    return base64.b64decode(encoding_aes_key + "=")


class MessageCipher:
    """Encrypts and decrypts the messages of one account under one key."""

    def __init__(self, key: bytes, appid: str) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._appid = appid.encode()

    def encrypt(self, message: str, *, random: bytes | None = None) -> str:
        """Return the message as base64. `random`: 16 bytes, fresh ones unless given."""
        content = message.encode()
        head = (secrets.token_bytes(_RANDOM) if random is None else random) + len(content).to_bytes(4, "big")
        plain = head + content + self._appid
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, sealed: str) -> str:
        """Return the message; raises Undecryptable, or WrongAppId when it is another account's."""
        plain = self._unpad(self._open(sealed))
        end = _HEAD + int.from_bytes(plain[_RANDOM:_HEAD], "big")
        if len(plain) < _HEAD or end > len(plain):
            raise Undecryptable
        if not hmac.compare_digest(plain[end:], self._appid):
            raise WrongAppId
        try:
            return plain[_HEAD:end].decode()
        except UnicodeDecodeError as error:
            raise Undecryptable from error

    def _open(self, sealed: str) -> bytes:
        try:
            data = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Undecryptable from error
        if not data or len(data) % 16:
            raise Undecryptable
        decryptor = self._cipher.decryptor()
        return decryptor.update(data) + decryptor.finalize()

    @staticmethod
    def _unpad(plain: bytes) -> bytes:
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise Undecryptable
        return plain[:-padding]


def decrypt_with_any(ciphers: Sequence[MessageCipher], sealed: str) -> tuple[str, MessageCipher]:
    """Return the message and the cipher that opened it: the current key first, then the previous one.

    Raises Undecryptable, or WrongAppId when a key fits but the message is another account's.
    """
    refusal: Undecryptable | WrongAppId = Undecryptable()
    for cipher in ciphers:
        try:
            return cipher.decrypt(sealed), cipher
        except WrongAppId as error:
            refusal = error
        except Undecryptable:
            continue
    raise refusal
