"""One official account, as its administrator configured it on both sides."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.channels.wechat.protocol.crypto import AesKeyInvalid, MessageCipher, decode_aes_key


class WeChatAccountInvalid(ValueError):
    """An official account is configured wrongly; the message says which value and what to do."""


@dataclass(frozen=True)
class WeChatAccount:
    """Credentials of one official account.

    With `aes_key` the account is in safe mode (安全模式): plain bodies are refused and replies are encrypted.
    `previous_aes_key` keeps messages readable while WeChat changes over to a new key.
    `region` is the region path its users ask from (浙江省/杭州市/萧山区), None if it serves all.
    Raises WeChatAccountInvalid.
    """

    appid: str
    token: str = field(repr=False)
    aes_key: str | None = field(default=None, repr=False)
    previous_aes_key: str | None = field(default=None, repr=False)
    region: str | None = None
    ciphers: tuple[MessageCipher, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.appid or not self.token:
            raise WeChatAccountInvalid("公众号的 APPID 和 TOKEN 都不能为空。")
        if self.previous_aes_key and not self.aes_key:
            raise WeChatAccountInvalid("设置了 PREVIOUS_AES_KEY 时，也须设置 AES_KEY。")
        keys = {"AES_KEY": self.aes_key, "PREVIOUS_AES_KEY": self.previous_aes_key}
        ciphers = tuple(self._cipher(name, key) for name, key in keys.items() if key)
        object.__setattr__(self, "ciphers", ciphers)

    def _cipher(self, name: str, key: str) -> MessageCipher:
        try:
            return MessageCipher(decode_aes_key(key), self.appid)
        except AesKeyInvalid as error:
            raise WeChatAccountInvalid(f"公众号 {self.appid} 的 {name} 不正确：{error}") from error

    @property
    def is_safe_mode(self) -> bool:
        """Whether every message must come encrypted."""
        return bool(self.ciphers)
