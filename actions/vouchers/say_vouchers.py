"""A voucher balance in words: the essential first, and not more than one reads on a telephone."""

from __future__ import annotations

from datetime import date

from contracts import RedemptionWindow, VoucherBalance, VoucherBatchView
from desk.freshness import describe_freshness
from desk.words import day, yuan

_SOON_DAYS = 30
_MOST_SERVICES = 4
_MOST_BATCHES = 5


def describe_balance(balance: VoucherBalance) -> str:
    """Return what is left, what is reserved, what lapses first, what it pays for, and when and how it is redeemed."""
    if not balance.batches:
        none = f"{balance.enterprise_name}目前没有创新券。"
        return "\n".join([none, *describe_redemption(balance), *describe_freshness(balance.freshness)])
    lines = [
        f"{balance.enterprise_name}的创新券，截至 {day(balance.as_of)}：",
        _describe_amounts(balance),
        *_describe_lapse(balance),
        *describe_services(balance),
        *describe_redemption(balance),
        *describe_partners(balance),
        *describe_batches(balance),
        *describe_freshness(balance.freshness),
    ]
    return "\n".join(lines)


def describe_redemption(balance: VoucherBalance) -> list[str]:
    """Return a line for each redemption window, and one for the reviews."""
    lines = [_describe_window(window) for window in balance.windows]
    return [*lines, *([f"审核：{balance.review}"] if balance.review else [])]


def _describe_amounts(balance: VoucherBalance) -> str:
    reserved = balance.reserved_fen
    return f"可用 {yuan(balance.available_fen)}" + (
        f"，另有 {yuan(reserved)} 已预约、待兑付" if reserved else ""
    )


def _describe_lapse(balance: VoucherBalance) -> list[str]:
    if balance.expiring_on is None:
        return []
    days = (balance.expiring_on - balance.as_of).days
    soon = "（今天到期，请尽快使用）" if days == 0 else f"（还有 {days} 天，请尽快使用）"
    amount = "全部" if balance.expiring_fen == balance.available_fen else yuan(balance.expiring_fen)
    return [f"最早到期：{day(balance.expiring_on)}，{amount}{soon if days <= _SOON_DAYS else ''}"]


def describe_services(balance: VoucherBalance, most: int = _MOST_SERVICES) -> list[str]:
    """Return a line with the services that what is left pays for, the largest amounts first, at most `most`."""
    if not balance.services:
        return []
    shown = [f"{each.service} {yuan(each.available_fen)}" for each in balance.services[:most]]
    more = f"等 {len(balance.services)} 类" if len(balance.services) > most else ""
    shared = "（各类合计不超过可用余额）" if len(balance.services) > 1 else ""
    return [f"还能付：{'、'.join(shown)}{more}{shared}"]


def _describe_window(window: RedemptionWindow) -> str:
    place = window.region.rsplit("/", 1)[-1]
    if window.opens_on is None or window.closes_on is None:
        when = f"兑付：{place}{window.note}"
    elif window.is_open:
        when = f"兑付：{place}正在受理，{day(window.closes_on)} 截止"
    else:
        when = f"下次兑付：{place} {day(window.opens_on)} 至 {day(window.closes_on)}"
    yearly = f"；{window.yearly}受理" if window.yearly else ""
    return f"{when}{yearly}（据{window.source}）"


def describe_partners(balance: VoucherBalance) -> list[str]:
    """Return a line with the regions whose providers take what is left; none without such regions."""
    partners = dict.fromkeys(
        region
        for batch in balance.batches
        if batch.available_fen and batch.valid_to >= balance.as_of
        for region in batch.partner_regions
    )
    if not partners:
        return []
    return [f"通用通兑：{'、'.join(name(region) for region in partners)}的服务机构也收"]


def describe_batches(balance: VoucherBalance) -> list[str]:
    """Return a line for each batch: those of some use first; of the others, beyond a few, only the number.

    What they pay for is said again only where it differs.
    """
    as_of = balance.as_of
    ordered = sorted(balance.batches, key=lambda batch: batch.valid_to < as_of or not batch.available_fen)
    has_said_what = bool(balance.services) and len({tuple(batch.scope) for batch in ordered}) == 1
    lines = [
        f"· {batch.name}（{batch.batch_number}）：{_describe_batch(batch, as_of, with_scope=not has_said_what)}"
        for batch in ordered[:_MOST_BATCHES]
    ]
    left_out = len(ordered) - _MOST_BATCHES
    return [*lines, *([f"另有 {left_out} 批没有列出，可以查对账单。"] if left_out > 0 else [])]


def _describe_batch(batch: VoucherBatchView, as_of: date, *, with_scope: bool) -> str:
    redeemed = f"，已兑付 {yuan(batch.redeemed_fen)}" if batch.redeemed_fen else ""
    reserved = f"{redeemed}，预约中 {yuan(batch.reserved_fen)}" if batch.reserved_fen else redeemed
    granted = f"发放 {yuan(batch.granted_fen)}（{day(batch.valid_from)} 起有效），"
    if batch.valid_to < as_of:
        return f"{granted}已于 {day(batch.valid_to)} 到期，不能再用{reserved}"
    if batch.valid_from > as_of:
        return f"{yuan(batch.available_fen)}，{day(batch.valid_from)} 起可用"
    if not batch.available_fen:
        return f"{granted}已用完{reserved}"
    scope = f"，可用于{'、'.join(batch.scope)}" if batch.scope and with_scope else ""
    return f"{granted}可用 {yuan(batch.available_fen)}{reserved}，有效期至 {day(batch.valid_to)}{scope}"


def name(region: str) -> str:
    """Return a division as people say it: 江苏省/苏州市 -> 江苏省苏州市."""
    return region.replace("/", "")
