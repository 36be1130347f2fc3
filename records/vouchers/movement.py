"""A movement of vouchers before it is stored, and an entry once it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from records.models import EntryKind, VoucherLedgerEntry
from records.vouchers.errors import VoucherRefused

# Far above any budget, far below what a BIGINT holds: no sum of allowed amounts overflows.
MOST_FEN = 10**15
_LONGEST_KEY, _LONGEST_SERVICE, _LONGEST_NOTE = 100, 100, 300


@dataclass(frozen=True)
class LedgerEntry:
    """An entry as stored; the same key gives the same entry again. Amounts in fen."""

    batch_id: int
    sequence: int
    key: str
    kind: EntryKind
    amount_fen: int
    balance_after_fen: int
    reserved_after_fen: int
    recorded_at: datetime
    service: str | None = None


@dataclass(frozen=True)
class Movement:
    """What is to be appended: `reservation_key` names the reservation that it draws on."""

    kind: EntryKind
    amount_fen: int
    reservation_key: str | None = None
    service: str | None = None
    note: str | None = None

    @property
    def needs_validity(self) -> bool:
        """Whether it may happen within validity only; out of a reservation also after it, as reviews take time."""
        return self.kind in ("reserve", "redeem") and self.reservation_key is None

    @property
    def available_delta_fen(self) -> int:
        """Its effect on what is available."""
        if self.kind in ("grant", "correct", "release"):
            return self.amount_fen
        return 0 if self.kind == "redeem" and self.reservation_key is not None else -self.amount_fen

    @property
    def reserved_delta_fen(self) -> int:
        """Its effect on what is reserved."""
        if self.kind == "reserve":
            return self.amount_fen
        return -self.amount_fen if self.reservation_key is not None else 0


def check_form(movement: Movement, key: str) -> None:
    """Raise VoucherRefused for what no ledger can hold."""
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise VoucherRefused(f"流水号应为 1 至 {_LONGEST_KEY} 个字符。")
    if len(movement.service or "") > _LONGEST_SERVICE or len(movement.note or "") > _LONGEST_NOTE:
        raise VoucherRefused(f"服务名称最多 {_LONGEST_SERVICE} 个字，备注最多 {_LONGEST_NOTE} 个字。")
    if movement.amount_fen == 0 or (movement.amount_fen < 0 and movement.kind != "correct"):
        raise VoucherRefused("金额应大于零。")
    if abs(movement.amount_fen) > MOST_FEN:
        raise VoucherRefused("金额过大，请核对单位：金额以分为单位。")


def view(entry: VoucherLedgerEntry) -> LedgerEntry:
    """Return a stored entry as a value."""
    return LedgerEntry(
        batch_id=entry.batch_id,
        sequence=entry.sequence,
        key=entry.key,
        kind=cast(EntryKind, entry.kind),
        amount_fen=entry.amount_fen,
        balance_after_fen=entry.balance_after_fen,
        reserved_after_fen=entry.reserved_after_fen,
        recorded_at=entry.recorded_at,
        service=entry.service,
    )
