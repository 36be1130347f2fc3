"""The ledger of vouchers: what is granted, reserved, redeemed, released, expired and corrected, in fen.

Entries are only ever appended. The batch's row is locked while one is, so that concurrent redemptions queue; a key
makes each movement happen once; the database itself refuses a balance below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.clock import day_of
from records.models import EntryKind, VoucherBatch, VoucherLedgerEntry


class VoucherRefused(Exception):
    """A movement that the batch does not allow; nothing was stored. The message says why, in Chinese."""


class InsufficientBalance(VoucherRefused):
    """More was asked for than there is."""

    def __init__(self, asked_fen: int, there_fen: int) -> None:
        super().__init__(f"余额不足：需要 {asked_fen / 100:.2f} 元，可用 {there_fen / 100:.2f} 元。")
        self.asked_fen = asked_fen
        self.there_fen = there_fen


class KeyReused(VoucherRefused):
    """The idempotency key belongs to another movement."""

    def __init__(self, key: str) -> None:
        super().__init__(f"流水号 {key} 已用于另一笔记录。")
        self.key = key


@dataclass(frozen=True)
class LedgerEntry:
    """An entry as stored; the same key gives the same entry again."""

    batch_id: int
    sequence: int
    key: str
    kind: EntryKind
    amount_fen: int
    balance_after_fen: int
    reserved_after_fen: int
    recorded_at: datetime


@dataclass(frozen=True)
class _Movement:
    """What is to be appended; the deltas are its effect on what is available and what is reserved."""

    kind: EntryKind
    amount_fen: int
    available_delta_fen: int
    reserved_delta_fen: int
    reservation_key: str | None = None
    needs_validity: bool = False
    note: str | None = None


def record_grant(
    session: Session, batch_id: int, amount_fen: int, *, key: str, now: datetime, note: str | None = None
) -> LedgerEntry:
    """Add to a batch. Raises VoucherRefused."""
    return _append(session, batch_id, _Movement("grant", amount_fen, amount_fen, 0, note=note), key, now)


def record_reservation(
    session: Session, batch_id: int, amount_fen: int, *, key: str, now: datetime, note: str | None = None
) -> LedgerEntry:
    """Set an amount aside for a service contracted, within the batch's validity. Raises VoucherRefused."""
    movement = _Movement("reserve", amount_fen, -amount_fen, amount_fen, needs_validity=True, note=note)
    return _append(session, batch_id, movement, key, now)


def record_redemption(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    now: datetime,
    reservation_key: str | None = None,
    note: str | None = None,
) -> LedgerEntry:
    """Pay out of what is available, within validity; or out of a reservation, also after it, as reviews take time.

    Raises InsufficientBalance, VoucherRefused.
    """
    if reservation_key is None:
        movement = _Movement("redeem", amount_fen, -amount_fen, 0, needs_validity=True, note=note)
    else:
        movement = _Movement("redeem", amount_fen, 0, -amount_fen, reservation_key, note=note)
    return _append(session, batch_id, movement, key, now)


def record_release(
    session: Session, batch_id: int, amount_fen: int, *, key: str, reservation_key: str, now: datetime
) -> LedgerEntry:
    """Return a reserved amount, or part of it, to what is available. Raises VoucherRefused."""
    movement = _Movement("release", amount_fen, amount_fen, -amount_fen, reservation_key)
    return _append(session, batch_id, movement, key, now)


def record_expiry(session: Session, batch_id: int, *, key: str, now: datetime) -> LedgerEntry | None:
    """Write off what is still available after the batch's last day; None when there is nothing.

    Raises VoucherRefused while the batch is valid.
    """
    batch = _lock_batch(session, batch_id)
    there = _find_by_key(session, key)
    if there is not None:
        return _same_or_refuse(there, batch_id, "expire", there.amount_fen, key)
    if day_of(now) <= batch.valid_to:
        raise VoucherRefused(f"该批创新券有效至 {batch.valid_to}，尚未到期。")
    left = _last_entry(session, batch_id).balance_after_fen
    return _append(session, batch_id, _Movement("expire", left, -left, 0), key, now) if left else None


def record_correction(
    session: Session, batch_id: int, amount_fen: int, *, key: str, now: datetime, note: str
) -> LedgerEntry:
    """Add (or, if negative, take) an amount to mend an error; `note` says which. Raises VoucherRefused."""
    return _append(session, batch_id, _Movement("correct", amount_fen, amount_fen, 0, note=note), key, now)


def _append(session: Session, batch_id: int, movement: _Movement, key: str, now: datetime) -> LedgerEntry:
    batch = _lock_batch(session, batch_id)
    there = _find_by_key(session, key)
    if there is not None:
        return _same_or_refuse(there, batch_id, movement.kind, movement.amount_fen, key)
    reservation = _check(session, batch, movement, now)
    last = _last_entry(session, batch_id)
    entry = VoucherLedgerEntry(
        batch_id=batch_id,
        sequence=last.sequence + 1,
        key=key,
        kind=movement.kind,
        amount_fen=movement.amount_fen,
        available_delta_fen=movement.available_delta_fen,
        reserved_delta_fen=movement.reserved_delta_fen,
        balance_after_fen=last.balance_after_fen + movement.available_delta_fen,
        reserved_after_fen=last.reserved_after_fen + movement.reserved_delta_fen,
        reservation_id=reservation.id if reservation else None,
        note=movement.note,
        recorded_at=now,
    )
    if entry.balance_after_fen < 0:
        raise InsufficientBalance(-movement.available_delta_fen, last.balance_after_fen)
    session.add(entry)
    try:
        session.flush()
    except IntegrityError as error:  # The same key came for another batch at the same moment.
        raise KeyReused(key) from error
    return _view(entry)


def _check(
    session: Session, batch: VoucherBatch, movement: _Movement, now: datetime
) -> VoucherLedgerEntry | None:
    """Return the reservation a movement draws on, if any. Raises VoucherRefused."""
    if movement.amount_fen == 0 or (movement.amount_fen < 0 and movement.kind != "correct"):
        raise VoucherRefused("金额应大于零。")
    if movement.needs_validity and not batch.valid_from <= day_of(now) <= batch.valid_to:
        raise VoucherRefused(f"该批创新券有效期为 {batch.valid_from} 至 {batch.valid_to}，今天不能使用。")
    if movement.reservation_key is None:
        return None
    reservation = _find_by_key(session, movement.reservation_key)
    if reservation is None or reservation.kind != "reserve" or reservation.batch_id != batch.id:
        raise VoucherRefused(f"没有找到预约记录 {movement.reservation_key}。")
    drawn = session.scalar(
        select(func.coalesce(func.sum(VoucherLedgerEntry.amount_fen), 0)).where(
            VoucherLedgerEntry.reservation_id == reservation.id
        )
    )
    left = reservation.amount_fen - int(drawn or 0)
    if movement.amount_fen > left:
        raise InsufficientBalance(movement.amount_fen, left)
    return reservation


def _lock_batch(session: Session, batch_id: int) -> VoucherBatch:
    query = select(VoucherBatch).where(VoucherBatch.id == batch_id).with_for_update()
    batch = session.scalars(query).one_or_none()
    if batch is None:
        raise VoucherRefused("没有这批创新券。")
    return batch


def _find_by_key(session: Session, key: str) -> VoucherLedgerEntry | None:
    return session.scalars(select(VoucherLedgerEntry).where(VoucherLedgerEntry.key == key)).one_or_none()


def _last_entry(session: Session, batch_id: int) -> VoucherLedgerEntry:
    query = select(VoucherLedgerEntry).where(VoucherLedgerEntry.batch_id == batch_id)
    last = session.scalars(query.order_by(VoucherLedgerEntry.sequence.desc()).limit(1)).one_or_none()
    return last or VoucherLedgerEntry(sequence=0, balance_after_fen=0, reserved_after_fen=0)


def _same_or_refuse(
    there: VoucherLedgerEntry, batch_id: int, kind: EntryKind, amount_fen: int, key: str
) -> LedgerEntry:
    if (there.batch_id, there.kind, there.amount_fen) != (batch_id, kind, amount_fen):
        raise KeyReused(key)
    return _view(there)


def _view(entry: VoucherLedgerEntry) -> LedgerEntry:
    return LedgerEntry(
        batch_id=entry.batch_id,
        sequence=entry.sequence,
        key=entry.key,
        kind=cast(EntryKind, entry.kind),
        amount_fen=entry.amount_fen,
        balance_after_fen=entry.balance_after_fen,
        reserved_after_fen=entry.reserved_after_fen,
        recorded_at=entry.recorded_at,
    )
