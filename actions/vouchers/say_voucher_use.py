"""“还能不能付检测费”, “能不能在上海用”: what an enterprise's own vouchers can pay for, and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.vouchers.say_vouchers import describe_redemption, name
from contracts import VoucherBalance, VoucherBatchView
from desk.freshness import describe_freshness
from desk.words import day, yuan
from index.lexicon.divisions import covers

ANYWHERE_ELSE = "外地"


def describe_use(
    balance: VoucherBalance, services: Sequence[str], place: str | None, sum_fen: int | None = None
) -> str:
    """Return whether the vouchers left pay for the services (all of them names of batches' scopes or of the rules).

    `place` is a division's path, or ANYWHERE_ELSE for other regions without one being named. `sum_fen`: whether they
    suffice for it, for all the services together.
    """
    usable = [
        batch
        for batch in balance.batches
        if batch.available_fen and batch.valid_from <= balance.as_of <= batch.valid_to
    ]
    if not usable:
        lines = [f"{balance.enterprise_name}目前没有可用的创新券余额。"]
    elif len(services) == 1:
        lines = [_one_service(usable, services[0], place, balance.as_of, sum_fen)]
    elif services:
        together = _all_services(usable, services, place, sum_fen) if sum_fen else []
        lines = [
            *together,
            *(_one_service(usable, service, place, balance.as_of) for service in services),
        ]
    elif place or sum_fen is None:
        lines = [_one_place(usable, place or ANYWHERE_ELSE, sum_fen)]
    else:
        lines = [f"{_verdict(_total(usable), sum_fen)}您的创新券能用 {_sum(usable)}{_what_it_pays(usable)}。"]
    return "\n".join([*lines, *describe_redemption(balance), *describe_freshness(balance.freshness)])


def is_accepted(batch: VoucherBatchView, place: str) -> bool:
    """Whether providers of a place take a batch: its own region and its partners, with all their parts."""
    if place == ANYWHERE_ELSE:
        return bool(batch.partner_regions)
    return any(covers(region, place) for region in (batch.region, *batch.partner_regions))


def pays_for(batch: VoucherBatchView, service: str) -> bool:
    """Whether a batch pays for a service: one of its scope, or anything where that is empty."""
    return not batch.scope or service in batch.scope


def _one_service(
    usable: list[VoucherBatchView], service: str, place: str | None, as_of: date, sum_fen: int | None = None
) -> str:
    paying = [batch for batch in usable if pays_for(batch, service)]
    if not paying:
        others = dict.fromkeys(other for batch in usable for other in batch.scope)
        return f"不能。现有的创新券不付{service}，能付的有：{'、'.join(others)}。"
    here = [batch for batch in paying if place is None or is_accepted(batch, place)]
    where = "" if place is None else f"在{_where(place)}"
    if not here:
        return f"{service}能付，但没有列明可以{where}用。{_issued(paying)}"
    first = min(here, key=lambda batch: batch.valid_to)
    verdict = _verdict(_total(here), sum_fen)
    return f"{verdict}您的创新券还能{where}付{service} {_sum(here)}，最早的一批 {day(first.valid_to)} 到期。"


def _all_services(
    usable: list[VoucherBatchView], services: Sequence[str], place: str | None, sum_fen: int
) -> list[str]:
    """Return whether a sum suffices for several services; nothing where one of them cannot be paid at all.

    Where they share what is left only in part, it is certain only that more than all of it does not suffice.
    """
    here = [batch for batch in usable if place is None or is_accepted(batch, place)]
    paying = [[batch for batch in here if pays_for(batch, service)] for service in services]
    if not all(paying):
        return []
    total = _total([batch for batch in here if any(batch in each for each in paying)])
    is_shared = all(each == paying[0] for each in paying)
    if total < sum_fen or is_shared:
        return [f"{_verdict(total, sum_fen)}这些服务合计最多能付 {yuan(total)}。"]
    return [f"这些服务合计最多能付 {yuan(total)}；够不够付 {yuan(sum_fen)}，要看各项各要多少："]


def _verdict(available_fen: int, sum_fen: int | None) -> str:
    """Return whether what is available suffices for a sum; that it can be used where none is named."""
    if sum_fen is None:
        return "可以。"
    if sum_fen <= available_fen:
        return f"可以，够付 {yuan(sum_fen)}。"
    return f"不够，要付 {yuan(sum_fen)}，还差 {yuan(sum_fen - available_fen)}。"


def _one_place(usable: list[VoucherBatchView], place: str, sum_fen: int | None = None) -> str:
    here = [batch for batch in usable if is_accepted(batch, place)]
    if not here:
        return f"您的创新券没有列明可以在{_where(place)}用。{_issued(usable)}"
    pays = _what_it_pays(here)
    if place == ANYWHERE_ELSE:
        partners = dict.fromkeys(region for batch in here for region in batch.partner_regions)
        verdict = _verdict(_total(here), sum_fen) if sum_fen else ""
        regions = "、".join(name(region) for region in partners)
        return f"{verdict}可以在这些地区用：{regions}。能用 {_sum(here)}{pays}。"
    return f"{_verdict(_total(here), sum_fen)}您的创新券在{_where(place)}能用 {_sum(here)}{pays}。"


def _issued(batches: Sequence[VoucherBatchView]) -> str:
    """Return where they were granted and where else they are taken, and whom to ask about another place."""
    regions = dict.fromkeys(name(batch.region) for batch in batches)
    partners = dict.fromkeys(name(region) for batch in batches for region in batch.partner_regions)
    also = f"，通用通兑地区有{'、'.join(partners)}" if partners else "，没有列明通用通兑的地区"
    return f"发放地是{'、'.join(regions)}{also}；别的地方能不能用，请先向发券的科技部门核实。"


def _where(place: str) -> str:
    return place if place == ANYWHERE_ELSE else name(place)


def _what_it_pays(batches: Sequence[VoucherBatchView]) -> str:
    services = dict.fromkeys(service for batch in batches for service in batch.scope)
    return f"，能付{'、'.join(services)}" if services else ""


def _total(batches: Sequence[VoucherBatchView]) -> int:
    return sum(batch.available_fen for batch in batches)


def _sum(batches: Sequence[VoucherBatchView]) -> str:
    return yuan(_total(batches))
