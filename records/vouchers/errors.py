"""Why a movement of vouchers is refused, in words for the person who asked for it."""

from __future__ import annotations

from collections.abc import Sequence


class VoucherRefused(Exception):
    """A movement that the batch does not allow; nothing was stored. The message says why, in Chinese."""


class InsufficientBalance(VoucherRefused):
    """More was asked for than there is."""

    def __init__(self, asked_fen: int, there_fen: int) -> None:
        super().__init__(f"余额不足：需要 {_yuan(asked_fen)} 元，可用 {_yuan(there_fen)} 元。")
        self.asked_fen = asked_fen
        self.there_fen = there_fen


class KeyReused(VoucherRefused):
    """The idempotency key belongs to another movement."""

    def __init__(self, key: str) -> None:
        super().__init__(f"流水号 {key} 已用于另一笔记录，请换一个流水号。")
        self.key = key


class OutOfScope(VoucherRefused):
    """The batch does not pay for the service."""

    def __init__(self, service: str, scope: Sequence[str]) -> None:
        super().__init__(f"这批创新券不能支付“{service}”，只能用于：{'、'.join(scope)}。")
        self.service = service


class NotTheMaster(VoucherRefused):
    """The batch is kept by another system than the one that wants to move it."""

    def __init__(self, master: str | None) -> None:
        super().__init__(
            f"这批创新券由{master}管理，请在那里办理，这里只同步结果。"
            if master
            else "这批创新券由本系统管理，不接收其他系统的流水。"
        )


def _yuan(fen: int) -> str:
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"
