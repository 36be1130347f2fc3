"""What an enterprise's vouchers can still pay for, derived from the ledger at a date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.lookup import VoucherBalance, VoucherBatchView
from records.clock import end_of_day
from records.models import Enterprise, VoucherBatch, VoucherLedgerEntry


def balance_view(session: Session, enterprise_id: int, *, as_of: date) -> VoucherBalance:
    """Return the balance at the end of a day, in fen; batches that expire first come first.

    What a batch held on its last day counts as expired after it, written off in the ledger or not. The total
    available leaves out batches that are not valid yet. Batches without an entry by then are left out.
    """
    enterprise = session.get_one(Enterprise, enterprise_id)
    totals = _totals(session, enterprise_id, as_of)
    batches = [
        _batch_view(batch, totals[batch.id], as_of)
        for batch in session.scalars(
            select(VoucherBatch)
            .where(VoucherBatch.enterprise_id == enterprise_id)
            .order_by(VoucherBatch.valid_to, VoucherBatch.id)
        )
        if batch.id in totals
    ]
    return VoucherBalance(
        enterprise_name=enterprise.name,
        as_of=as_of,
        available_fen=sum(batch.available_fen for batch in batches if batch.valid_from <= as_of),
        reserved_fen=sum(batch.reserved_fen for batch in batches),
        batches=batches,
    )


def _totals(session: Session, enterprise_id: int, as_of: date) -> dict[int, dict[str, int]]:
    """Return, by batch, the sums of amounts by kind and of the two deltas ("available", "reserved")."""
    entry = VoucherLedgerEntry
    rows = session.execute(
        select(
            entry.batch_id,
            entry.kind,
            func.sum(entry.amount_fen),
            func.sum(entry.available_delta_fen),
            func.sum(entry.reserved_delta_fen),
        )
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .where(VoucherBatch.enterprise_id == enterprise_id, entry.recorded_at < end_of_day(as_of))
        .group_by(entry.batch_id, entry.kind)
    )
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for batch_id, kind, amount, available, reserved in rows:
        totals[batch_id][kind] += int(amount)
        totals[batch_id]["available"] += int(available)
        totals[batch_id]["reserved"] += int(reserved)
    return totals


def _batch_view(batch: VoucherBatch, totals: dict[str, int], as_of: date) -> VoucherBatchView:
    left = totals["available"]
    has_expired = batch.valid_to < as_of
    return VoucherBatchView(
        batch_number=batch.number,
        name=batch.name,
        granted_fen=totals["grant"] + totals["correct"],
        available_fen=0 if has_expired else left,
        reserved_fen=totals["reserved"],
        redeemed_fen=totals["redeem"],
        expired_fen=totals["expire"] + (left if has_expired else 0),
        valid_from=batch.valid_from,
        valid_to=batch.valid_to,
        scope=list(batch.scope),
        region=batch.region,
    )
