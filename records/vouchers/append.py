"""Appending one entry to the ledger of a batch: locked, checked, once for each key."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.models import DataSource, VoucherBatch, VoucherLedgerEntry
from records.values.clock import day_of
from records.vouchers.account import Account, Reserved
from records.vouchers.errors import KeyReused, NotTheMaster, VoucherRefused
from records.vouchers.movement import LedgerEntry, Movement, check_form, view

# How SQLite and PostgreSQL name the constraint.
_KEY_IS_UNIQUE = re.compile(r"\bvoucher_ledger_entries\.key\b|\buq_voucher_ledger_entries_key\b")


def append(
    session: Session, batch_id: int, movement: Movement, *, key: str, now: datetime, source: str | None
) -> LedgerEntry:
    """Append a movement, or return the entry that its key made before. `source`: the feed that reports it.

    Raises VoucherRefused.
    """
    check_form(movement, key)
    batch = lock_batch(session, batch_id, source)
    reservation = _find_reservation(session, batch, movement)
    last = last_entry(session, batch_id)
    account = account_of(batch, last)
    service = account.named(movement.service) or (reservation.service if reservation else None)
    movement = replace(movement, service=service)
    there = find_by_key(session, key)
    if there is not None:
        return _same_or_refuse(there, batch_id, movement, reservation)
    reserved = _reserved(session, reservation) if reservation else None
    after = account.after(movement, reserved, day_of(now))
    entry = VoucherLedgerEntry(
        batch_id=batch_id,
        sequence=last.sequence + 1,
        key=key,
        kind=movement.kind,
        amount_fen=movement.amount_fen,
        available_delta_fen=movement.available_delta_fen,
        reserved_delta_fen=movement.reserved_delta_fen,
        balance_after_fen=after.available_fen,
        reserved_after_fen=after.reserved_fen,
        reservation_id=reservation.id if reservation else None,
        service=service,
        note=movement.note,
        recorded_at=now,
    )
    session.add(entry)
    try:
        session.flush()
    except IntegrityError as error:  # The same key came for another batch at the same moment.
        if _KEY_IS_UNIQUE.search(str(error.orig)):
            raise KeyReused(key) from error
        raise
    return view(entry)


def lock_batch(session: Session, batch_id: int, source: str | None) -> VoucherBatch:
    """Lock a batch's row until the transaction ends. Raises VoucherRefused, NotTheMaster."""
    query = select(VoucherBatch).where(VoucherBatch.id == batch_id).with_for_update()
    batch = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if batch is None:
        raise VoucherRefused("没有这批创新券。")
    if batch.source != source:
        master = session.get(DataSource, batch.source) if batch.source else None
        raise NotTheMaster(master.title if master else batch.source)
    return batch


def find_by_key(session: Session, key: str) -> VoucherLedgerEntry | None:
    """Return the entry of an idempotency key, of whatever batch."""
    return session.scalars(select(VoucherLedgerEntry).where(VoucherLedgerEntry.key == key)).one_or_none()


def last_entry(session: Session, batch_id: int) -> VoucherLedgerEntry:
    """Return the newest entry of a batch, or one of nothing at all before the first."""
    query = select(VoucherLedgerEntry).where(VoucherLedgerEntry.batch_id == batch_id)
    last = session.scalars(query.order_by(VoucherLedgerEntry.sequence.desc()).limit(1)).one_or_none()
    return last or VoucherLedgerEntry(sequence=0, balance_after_fen=0, reserved_after_fen=0)


def account_of(batch: VoucherBatch, last: VoucherLedgerEntry) -> Account:
    """Return what a batch allows, and what it holds after its last entry."""
    return Account(
        batch.valid_from, batch.valid_to, batch.scope, last.balance_after_fen, last.reserved_after_fen
    )


def _find_reservation(session: Session, batch: VoucherBatch, movement: Movement) -> VoucherLedgerEntry | None:
    if movement.reservation_key is None:
        return None
    reservation = find_by_key(session, movement.reservation_key)
    if reservation is None or reservation.kind != "reserve" or reservation.batch_id != batch.id:
        raise VoucherRefused(f"没有找到预约记录 {movement.reservation_key}。")
    return reservation


def _reserved(session: Session, reservation: VoucherLedgerEntry) -> Reserved:
    drawn = session.scalar(
        select(func.coalesce(func.sum(VoucherLedgerEntry.amount_fen), 0)).where(
            VoucherLedgerEntry.reservation_id == reservation.id
        )
    )
    return Reserved(reservation.service, reservation.amount_fen - int(drawn or 0))


def _same_or_refuse(
    there: VoucherLedgerEntry, batch_id: int, movement: Movement, reservation: VoucherLedgerEntry | None
) -> LedgerEntry:
    """Return the entry that is there when it is the very movement asked for. Raises KeyReused."""
    drawn_from = reservation.id if reservation else None
    asked = (batch_id, movement.kind, movement.amount_fen, movement.service, drawn_from)
    if asked != (there.batch_id, there.kind, there.amount_fen, there.service, there.reservation_id):
        raise KeyReused(there.key)
    return view(there)
