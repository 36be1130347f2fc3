"""From when a ledger entry counts, whatever the clock did while it was recorded.

Entries of a batch are ordered by `sequence`. One counts from the earliest time that it or any later entry of its batch
bears: what was recorded before something else has happened before it, also when the clock had run ahead and was set
back. Hence the entries that count at a date are always the first so many of the batch, and no balance at any date is
negative. An entry that the clock dated into the future counts now: today's balance is always that of the last entry.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select

from records.models import VoucherBatch, VoucherLedgerEntry
from records.storage.column_types import UtcDateTime
from records.values.clock import SHANGHAI


def dated_entries(enterprise_id: int, *, now: datetime | None = None) -> Subquery:
    """Return the entries of an enterprise's batches, each with `counts_at`; with `now`, none counts later than that."""
    entry = VoucherLedgerEntry
    earliest: ColumnElement[datetime] = func.min(entry.recorded_at).over(
        partition_by=entry.batch_id, order_by=entry.sequence.desc()
    )
    if now is not None:
        present = literal(now, UtcDateTime())
        earliest = case((earliest > present, present), else_=earliest)
    return (
        select(entry, earliest.label("counts_at"))
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .where(VoucherBatch.enterprise_id == enterprise_id)
        .subquery()
    )


def start_of_day(day: date) -> datetime:
    """Return the first moment of a Chinese calendar day."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)
