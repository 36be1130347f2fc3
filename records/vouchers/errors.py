"""Why a movement of vouchers is refused, in words for the person who asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


class VoucherRefused(Exception):
    """A movement that the batch does not allow; nothing was stored. The message says why, in Chinese."""


class InsufficientBalance(VoucherRefused):
    """More was asked for than there is."""

    def __init__(self, asked_fen: int, there_fen: int) -> None:
        super().__init__(f"余额不足：需要 {yuan(asked_fen)} 元，可用 {yuan(there_fen)} 元。")
        self.asked_fen = asked_fen
        self.there_fen = there_fen


class ReservationExceeded(InsufficientBalance):
    """More was asked for than is left of the reservation."""


class BalanceTooLarge(VoucherRefused):
    """The batch would hold more than any budget has."""

    def __init__(self) -> None:
        super().__init__("这批创新券的余额将超出上限，请核对单位：金额以分为单位。")


class NotValid(VoucherRefused):
    """The batch cannot be used on that day."""

    def __init__(self, begins: date, ends: date) -> None:
        super().__init__(f"该批创新券有效期为 {begins} 至 {ends}，今天不能使用。")


class NotExpired(VoucherRefused):
    """The batch is valid still, or not yet: nothing of it lapses."""

    def __init__(self, ends: date) -> None:
        super().__init__(f"该批创新券有效至 {ends}，尚未到期。")


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


class OtherService(VoucherRefused):
    """The reservation was made for another service."""

    def __init__(self, reserved: str, asked: str | None) -> None:
        super().__init__(f"这笔预约用于“{reserved}”，不能改付“{asked}”。")
        self.reserved = reserved


class NotTheMaster(VoucherRefused):
    """The batch is kept by another system than the one that wants to move it."""

    def __init__(self, master: str | None) -> None:
        super().__init__(
            f"这批创新券由{master}管理，请在那里办理，这里只同步结果。"
            if master
            else "这批创新券由本系统管理，不接收其他系统的流水。"
        )


def yuan(fen: int) -> str:
    """Return an amount in fen as yuan."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"
