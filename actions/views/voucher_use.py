"""“还能不能付检测费”, “能不能在上海用”: what an enterprise's own vouchers can pay for, and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.views.freshness import describe_freshness
from actions.views.vouchers import describe_redemption, name
from actions.views.words import day, yuan
from contracts import VoucherBalance, VoucherBatchView
from index.divisions import covers

ANYWHERE_ELSE = "外地"


def describe_use(balance: VoucherBalance, services: Sequence[str], place: str | None) -> str:
    """Return whether the vouchers left pay for the services (all of them names of batches' scopes or of the rules).

    `place` is a division's path, or ANYWHERE_ELSE for other regions without one being named.
    """
    usable = [
        batch
        for batch in balance.batches
        if batch.available_fen and batch.valid_from <= balance.as_of <= batch.valid_to
    ]
    if not usable:
        lines = [f"{balance.enterprise_name}目前没有可用的创新券余额。"]
    elif services:
        lines = [_one_service(usable, service, place, balance.as_of) for service in services]
    else:
        lines = [_one_place(usable, place or ANYWHERE_ELSE)]
    return "\n".join([*lines, *describe_redemption(balance), *describe_freshness(balance.freshness)])


def is_accepted(batch: VoucherBatchView, place: str) -> bool:
    """Whether providers of a place take a batch: its own region and its partners, with all their parts."""
    if place == ANYWHERE_ELSE:
        return bool(batch.partner_regions)
    return any(covers(region, place) for region in (batch.region, *batch.partner_regions))


def pays_for(batch: VoucherBatchView, service: str) -> bool:
    """Whether a batch pays for a service: one of its scope, or anything where that is empty."""
    return not batch.scope or service in batch.scope


def _one_service(usable: list[VoucherBatchView], service: str, place: str | None, as_of: date) -> str:
    paying = [batch for batch in usable if pays_for(batch, service)]
    if not paying:
        others = dict.fromkeys(other for batch in usable for other in batch.scope)
        return f"不能。现有的创新券不付{service}，能付的有：{'、'.join(others)}。"
    here = [batch for batch in paying if place is None or is_accepted(batch, place)]
    where = "" if place is None else f"在{_where(place)}"
    if not here:
        return f"{service}能付，但没有列明可以{where}用。{_issued(paying)}"
    first = min(here, key=lambda batch: batch.valid_to)
    return f"可以。您的创新券还能{where}付{service} {_sum(here)}，最早的一批 {day(first.valid_to)} 到期。"


def _one_place(usable: list[VoucherBatchView], place: str) -> str:
    here = [batch for batch in usable if is_accepted(batch, place)]
    if not here:
        return f"您的创新券没有列明可以在{_where(place)}用。{_issued(usable)}"
    services = dict.fromkeys(service for batch in here for service in batch.scope)
    pays = f"，能付{'、'.join(services)}" if services else ""
    if place == ANYWHERE_ELSE:
        partners = dict.fromkeys(region for batch in here for region in batch.partner_regions)
        return (
            f"可以在这些地区用：{'、'.join(name(region) for region in partners)}。能用 {_sum(here)}{pays}。"
        )
    return f"可以。您的创新券在{_where(place)}能用 {_sum(here)}{pays}。"


def _issued(batches: Sequence[VoucherBatchView]) -> str:
    """Return where they were granted and where else they are taken, and whom to ask about another place."""
    regions = dict.fromkeys(name(batch.region) for batch in batches)
    partners = dict.fromkeys(name(region) for batch in batches for region in batch.partner_regions)
    also = f"，通用通兑地区有{'、'.join(partners)}" if partners else "，没有列明通用通兑的地区"
    return f"发放地是{'、'.join(regions)}{also}；别的地方能不能用，请先向发券的科技部门核实。"


def _where(place: str) -> str:
    return place if place == ANYWHERE_ELSE else name(place)


def _sum(batches: Sequence[VoucherBatchView]) -> str:
    return yuan(sum(batch.available_fen for batch in batches))
