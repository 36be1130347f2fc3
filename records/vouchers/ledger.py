"""The ledger of vouchers: what is granted, reserved, redeemed, released, expired and corrected, in fen.

Entries are only ever appended. The batch's row is locked while one is, so that concurrent redemptions queue; a key
makes each movement happen once; the database itself refuses a balance below zero. Entries are ordered by `sequence`,
not by the clock: one that jumps backwards changes neither their order nor any balance (`records.vouchers.history`).

A batch that another system keeps (`VoucherBatch.source`) takes movements from that feed only, named by `source`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.values.clock import day_of
from records.vouchers.append import account_of, append, find_by_key, last_entry, lock_batch
from records.vouchers.errors import InsufficientBalance, KeyReused, NotTheMaster, OutOfScope, VoucherRefused
from records.vouchers.movement import LedgerEntry, Movement, view

__all__ = [
    "InsufficientBalance",
    "KeyReused",
    "LedgerEntry",
    "NotTheMaster",
    "OutOfScope",
    "VoucherRefused",
    "record_correction",
    "record_expiry",
    "record_grant",
    "record_redemption",
    "record_release",
    "record_reservation",
]


def record_grant(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    now: datetime,
    note: str | None = None,
    source: str | None = None,
) -> LedgerEntry:
    """Add to a batch. Raises VoucherRefused."""
    movement = Movement("grant", amount_fen, note=note)
    return append(session, batch_id, movement, key=key, now=now, source=source)


def record_reservation(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    now: datetime,
    service: str | None = None,
    note: str | None = None,
    source: str | None = None,
) -> LedgerEntry:
    """Set an amount aside for a service contracted, within the batch's validity and scope.

    Raises OutOfScope, InsufficientBalance, VoucherRefused.
    """
    movement = Movement("reserve", amount_fen, service=service, note=note)
    return append(session, batch_id, movement, key=key, now=now, source=source)


def record_redemption(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    now: datetime,
    service: str | None = None,
    reservation_key: str | None = None,
    note: str | None = None,
    source: str | None = None,
) -> LedgerEntry:
    """Pay out of what is available, within validity; or out of a reservation, also after it, as reviews take time.

    `service` is one of the batch's scope (any, if that is empty); out of a reservation it is the reservation's.
    Raises OutOfScope, InsufficientBalance, VoucherRefused.
    """
    movement = Movement("redeem", amount_fen, reservation_key, service, note)
    return append(session, batch_id, movement, key=key, now=now, source=source)


def record_release(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    reservation_key: str,
    now: datetime,
    source: str | None = None,
) -> LedgerEntry:
    """Return a reserved amount, or part of it, to what is available. Raises VoucherRefused."""
    movement = Movement("release", amount_fen, reservation_key)
    return append(session, batch_id, movement, key=key, now=now, source=source)


def record_expiry(
    session: Session, batch_id: int, *, key: str, now: datetime, source: str | None = None
) -> LedgerEntry | None:
    """Write off what is still available after the batch's last day; None when there is nothing.

    Raises VoucherRefused while the batch is valid.
    """
    batch = lock_batch(session, batch_id, source)
    there = find_by_key(session, key)
    if there is not None:
        if (there.batch_id, there.kind) != (batch_id, "expire"):
            raise KeyReused(key)
        return view(there)
    account = account_of(batch, last_entry(session, batch_id))
    account.check_expired(day_of(now))
    if not account.available_fen:
        return None
    movement = Movement("expire", account.available_fen)
    return append(session, batch_id, movement, key=key, now=now, source=source)


def record_correction(
    session: Session,
    batch_id: int,
    amount_fen: int,
    *,
    key: str,
    now: datetime,
    note: str,
    source: str | None = None,
) -> LedgerEntry:
    """Add (or, if negative, take) an amount to mend an error; `note` says which. Raises VoucherRefused."""
    movement = Movement("correct", amount_fen, note=note)
    return append(session, batch_id, movement, key=key, now=now, source=source)
