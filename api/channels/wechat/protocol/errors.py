"""Why a push is refused: problem documents for whoever sets the account up, since WeChat reads none."""

from __future__ import annotations

from api.web.errors import Problem


class UnknownAccount(Problem):
    """No official account of this name is configured."""

    def __init__(self) -> None:
        super().__init__(404, "没有配置这个公众号。")


class BadSignature(Problem):
    """The signature is missing or was not made with the account's token."""

    def __init__(self) -> None:
        super().__init__(403, "签名不正确。", "请核对公众号后台与本服务配置的 Token 是否一致。")


class StaleTimestamp(Problem):
    """The signed timestamp lies outside the replay window."""

    def __init__(self) -> None:
        super().__init__(403, "请求的时间戳不在允许的时间范围内。", "请检查服务器时钟是否准确。")


class SafeModeRequired(Problem):
    """The account is in safe mode (安全模式) and the body is not encrypted."""

    def __init__(self) -> None:
        super().__init__(403, "该公众号已启用安全模式，不接收明文消息。", "请在公众号后台选择“安全模式”。")


class AesKeyMissing(Problem):
    """The push is encrypted and the account has no EncodingAESKey."""

    def __init__(self) -> None:
        super().__init__(400, "收到加密消息，但没有配置 EncodingAESKey。", "请为该公众号配置 AES_KEY。")


class Undecryptable(Problem):
    """No key of the account decrypts the message."""

    def __init__(self) -> None:
        super().__init__(400, "消息无法解密。", "请核对公众号后台与本服务配置的 EncodingAESKey 是否一致。")


class WrongAppId(Problem):
    """The decrypted message is addressed to another official account."""

    def __init__(self) -> None:
        super().__init__(403, "消息不属于这个公众号。", "请核对本服务配置的 APPID。")


class MalformedPush(Problem):
    """The body is not a WeChat message; `detail` says what is wrong with it."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, "消息格式不正确。", detail)


class PushTooLarge(Problem):
    """The body is larger than 64 KiB."""

    def __init__(self) -> None:
        super().__init__(413, "消息过大。")


class MailboxUnavailable(Problem):
    """What was shown to a user cannot be read or written (disk full, no permission)."""

    def __init__(self, reason: str) -> None:
        super().__init__(503, "系统繁忙，请稍后重试。", reason, retry_after=5)
