"""What is reserved and neither redeemed nor released yet, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from contracts.lookup import EntryKind
from records.models import VoucherBatch, VoucherLedgerEntry
from records.vouchers.history import dated_entries


@dataclass(frozen=True)
class OpenReservation:
    """One reservation of a batch, in fen; what is open of it is what nothing was drawn from yet.

    `reserved_at` is when it counts from (`records.vouchers.history`); `source` is the master of the batch, if another.
    """

    reserved_at: datetime
    batch_number: str
    batch_name: str
    service: str | None
    amount_fen: int
    redeemed_fen: int
    released_fen: int
    source: str | None = None

    @property
    def open_fen(self) -> int:
        return self.amount_fen - self.redeemed_fen - self.released_fen


def list_open_reservations(session: Session, enterprise_id: int, *, now: datetime) -> list[OpenReservation]:
    """Return the reservations of an enterprise that something is open of, oldest first.

    Together they are what its balance says is reserved.
    """
    entry, drawn = dated_entries(enterprise_id, now=now).c, aliased(VoucherLedgerEntry)

    def sum_of(kind: EntryKind) -> ColumnElement[int]:
        return func.coalesce(func.sum(drawn.amount_fen).filter(drawn.kind == kind), 0)

    rows = session.execute(
        select(
            entry.counts_at,
            VoucherBatch.number,
            VoucherBatch.name,
            entry.service,
            entry.amount_fen,
            sum_of("redeem"),
            sum_of("release"),
            VoucherBatch.source,
        )
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .outerjoin(drawn, drawn.reservation_id == entry.id)
        .where(entry.kind == "reserve")
        .group_by(entry.id, entry.counts_at, entry.service, entry.amount_fen, VoucherBatch.id)
        .having(func.coalesce(func.sum(drawn.amount_fen), 0) < entry.amount_fen)
        .order_by(entry.counts_at, entry.id)
    )
    return [
        OpenReservation(at, number, name, service, amount, int(redeemed), int(released), source)
        for at, number, name, service, amount, redeemed, released, source in rows
    ]
