"""Batches and reservations as they are stored and as they will be, in integer fen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.feeds.changes import Shape
from records.models import VoucherBatch, VoucherLedgerEntry
from records.vouchers.account import Account, Reserved

NEW_BATCH = Shape(
    VoucherBatch,
    (
        "id",
        "number",
        "enterprise_id",
        "name",
        "scope",
        "region",
        "partner_regions",
        "source",
        "valid_from",
        "valid_to",
    ),
)
CHANGED_BATCH = Shape(VoucherBatch, ("name", "scope", "partner_regions", "source"))
ENTRY = Shape(
    VoucherLedgerEntry,
    (
        "id",
        "batch_id",
        "sequence",
        "key",
        "kind",
        "amount_fen",
        "available_delta_fen",
        "reserved_delta_fen",
        "balance_after_fen",
        "reserved_after_fen",
        "reservation_id",
        "service",
        "note",
        "recorded_at",
    ),
)


@dataclass(slots=True)
class BatchState:
    """A batch, and where its ledger stands; `sequence` is that of the last entry."""

    id: int
    number: str
    enterprise_id: int
    name: str
    scope: list[str]
    region: str
    partner_regions: list[str]
    source: str | None
    valid_from: date
    valid_to: date
    is_new: bool = False
    sequence: int = 0
    available_fen: int = 0
    reserved_fen: int = 0
    last_at: datetime | None = None

    @property
    def account(self) -> Account:
        """What it allows and holds."""
        return Account(self.valid_from, self.valid_to, self.scope, self.available_fen, self.reserved_fen)


class StoredEntry(NamedTuple):
    """An entry that is there already, by its key."""

    id: int
    batch_id: int
    kind: str
    amount_fen: int
    service: str | None
    reservation_id: int | None
    recorded_at: datetime


@dataclass
class Ledger:
    """What a chunk needs to know of the ledger: batches by number, entries by key, what is drawn by reservation id."""

    batches: dict[str, BatchState] = field(default_factory=dict)
    entries: dict[str, StoredEntry] = field(default_factory=dict)
    drawn: dict[int, int] = field(default_factory=dict)

    def reserved(self, reservation: StoredEntry | None) -> Reserved | None:
        """Return what is left of a reservation."""
        if reservation is None:
            return None
        return Reserved(reservation.service, reservation.amount_fen - self.drawn.get(reservation.id, 0))


def load_ledger(session: Session, numbers: Collection[str], keys: Collection[str]) -> Ledger:
    """Return the batches of these numbers, locked until the transaction ends, and the entries of these keys."""
    ledger = Ledger(batches=_load_batches(session, numbers))
    entry = VoucherLedgerEntry
    columns = (entry.key, entry.id, entry.batch_id, entry.kind, entry.amount_fen, entry.service)
    rows = session.execute(
        select(*columns, entry.reservation_id, entry.recorded_at).where(entry.key.in_(sorted(keys)))
    )
    ledger.entries = {row.key: StoredEntry(*row[1:]) for row in rows}
    reservations = [stored.id for stored in ledger.entries.values() if stored.kind == "reserve"]
    sums = (
        select(entry.reservation_id, func.sum(entry.amount_fen))
        .where(entry.reservation_id.in_(reservations))
        .group_by(entry.reservation_id)
    )
    ledger.drawn = {int(row[0] or 0): int(row[1]) for row in session.execute(sums)}
    return ledger


def _load_batches(session: Session, numbers: Collection[str]) -> dict[str, BatchState]:
    query = select(VoucherBatch).where(VoucherBatch.number.in_(sorted(numbers))).order_by(VoucherBatch.id)
    by_id: dict[int, BatchState] = {}
    for batch in session.scalars(query.with_for_update().execution_options(populate_existing=True)):
        by_id[batch.id] = BatchState(
            batch.id,
            batch.number,
            batch.enterprise_id,
            batch.name,
            list(batch.scope),
            batch.region,
            list(batch.partner_regions),
            batch.source,
            batch.valid_from,
            batch.valid_to,
        )
        session.expunge(batch)
    entry = VoucherLedgerEntry
    newest = (
        select(entry.batch_id, func.max(entry.sequence).label("sequence"))
        .where(entry.batch_id.in_(sorted(by_id)))
        .group_by(entry.batch_id)
        .subquery()
    )
    columns = (entry.batch_id, entry.sequence, entry.balance_after_fen, entry.reserved_after_fen)
    rows = select(*columns, entry.recorded_at).join(
        newest, (newest.c.batch_id == entry.batch_id) & (newest.c.sequence == entry.sequence)
    )
    for row in session.execute(rows):
        state = by_id[row.batch_id]
        state.sequence, state.available_fen, state.reserved_fen = row[1:4]
        state.last_at = row.recorded_at
    return {state.number: state for state in by_id.values()}
