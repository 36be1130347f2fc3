"""What an enterprise's vouchers can still pay for, derived from the ledger at a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from contracts.lookup import VoucherBalance, VoucherBatchView, VoucherService
from records.models import Enterprise, VoucherBatch, VoucherLedgerEntry
from records.sources.freshness import freshness_of_all
from records.values.clock import day_of, end_of_day
from records.vouchers.history import dated_entries
from records.vouchers.rules import NO_RULES, VoucherRules
from records.vouchers.windows import describe_reviews, list_partners, list_windows

ANY_SERVICE = "不限服务类别"


def balance_view(
    session: Session,
    enterprise_id: int,
    *,
    as_of: date,
    now: datetime | None = None,
    rules: VoucherRules = NO_RULES,
) -> VoucherBalance:
    """Return the balance at the end of a day, in fen; batches that expire first come first.

    What a batch held on its last day counts as expired after it, written off in the ledger or not. The total
    available leaves out batches that are not valid yet. Batches without an entry by then are left out. Which entries
    count at a date: `records.vouchers.history`; give `now` when the day is today's.
    """
    enterprise = session.get_one(Enterprise, enterprise_id)
    totals = _totals(session, enterprise_id, as_of, now)
    stored = [
        batch
        for batch in session.scalars(
            select(VoucherBatch)
            .where(VoucherBatch.enterprise_id == enterprise_id)
            .order_by(VoucherBatch.valid_to, VoucherBatch.id)
        )
        if batch.id in totals
    ]
    batches = [_batch_view(batch, totals[batch.id], as_of, rules) for batch in stored]
    usable = list_usable(batches, as_of)
    lapsing = [batch for batch in usable if batch.valid_to == usable[0].valid_to]
    paying = {batch.batch_number for batch in usable}
    waiting = dict.fromkeys(
        batch.region for batch in batches if batch.batch_number in paying or batch.reserved_fen
    ) or {enterprise.region: None}
    return VoucherBalance(
        enterprise_name=enterprise.name,
        as_of=as_of,
        available_fen=sum(batch.available_fen for batch in usable),
        reserved_fen=sum(batch.reserved_fen for batch in batches),
        batches=batches,
        services=_services(usable),
        expiring_on=lapsing[0].valid_to if lapsing else None,
        expiring_fen=sum(batch.available_fen for batch in lapsing),
        windows=list_windows(rules, waiting, today=as_of),
        review=describe_reviews(rules, waiting, today=as_of),
        freshness=freshness_of_all(
            session, "vouchers", [batch.source for batch in stored], now=now or end_of_day(as_of)
        ),
    )


def list_usable(batches: Iterable[VoucherBatchView], as_of: date) -> list[VoucherBatchView]:
    """Return the batches that can pay for something on a day, in their order."""
    return [batch for batch in batches if batch.available_fen and batch.valid_from <= as_of <= batch.valid_to]


def _services(usable: Sequence[VoucherBatchView]) -> list[VoucherService]:
    """Return each service with the sum of the batches that pay for it, the largest first, else in batches' order."""
    unlimited = sum(batch.available_fen for batch in usable if not batch.scope)
    amounts: dict[str, int] = defaultdict(lambda: unlimited)
    for batch in usable:
        for service in dict.fromkeys(batch.scope):
            amounts[service] += batch.available_fen
    ordered = sorted(amounts.items(), key=lambda item: -item[1])
    if unlimited:
        ordered.append((ANY_SERVICE, unlimited))
    return [VoucherService(service=service, available_fen=amount) for service, amount in ordered]


def _totals(
    session: Session, enterprise_id: int, as_of: date, now: datetime | None
) -> dict[int, dict[str, int]]:
    """Return, by batch, the sums of amounts by kind and of the two deltas ("available", "reserved")."""
    rows = session.execute(
        _sum_up_to(enterprise_id, as_of)
        if now is None or as_of < day_of(now)
        else _sum_all(enterprise_id)  # today every entry counts
    )
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for batch_id, kind, amount, available, reserved in rows:
        totals[batch_id][kind] += int(amount)
        totals[batch_id]["available"] += int(available)
        totals[batch_id]["reserved"] += int(reserved)
    return totals


def _sum_up_to(enterprise_id: int, as_of: date) -> Select[Any]:
    entry = dated_entries(enterprise_id).c
    return _sums(entry).where(entry.counts_at < end_of_day(as_of))


def _sum_all(enterprise_id: int) -> Select[Any]:
    entry = VoucherLedgerEntry
    owned = _sums(entry).join(VoucherBatch, VoucherBatch.id == entry.batch_id)
    return owned.where(VoucherBatch.enterprise_id == enterprise_id)


def _sums(entry: Any) -> Select[Any]:
    return select(
        entry.batch_id,
        entry.kind,
        func.sum(entry.amount_fen),
        func.sum(entry.available_delta_fen),
        func.sum(entry.reserved_delta_fen),
    ).group_by(entry.batch_id, entry.kind)


def _batch_view(
    batch: VoucherBatch, totals: dict[str, int], as_of: date, rules: VoucherRules
) -> VoucherBatchView:
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
        partner_regions=list_partners(rules, batch.region, batch.partner_regions, today=as_of),
    )
