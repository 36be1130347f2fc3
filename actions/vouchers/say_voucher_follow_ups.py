"""Parts of a voucher balance in words: each answers one question about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.vouchers.say_vouchers import (
    describe_partners,
    describe_redemption,
    describe_services,
    name,
)
from contracts import Freshness, VoucherBalance, VoucherBatchView
from desk.freshness import describe_freshness
from desk.words import day, yuan
from records.vouchers.balance import ANY_SERVICE
from records.vouchers.reservations import OpenReservation

_SOON_DAYS = 30
_MOST_LINES = 8


def describe_lapse(balance: VoucherBalance) -> str:
    """Return what lapses within 30 days, and the last day of each batch that something is left of."""
    left = [batch for batch in balance.batches if batch.available_fen]
    if not left:
        return _nothing_left(balance)
    soon = [batch for batch in left if (batch.valid_to - balance.as_of).days <= _SOON_DAYS]
    amount = yuan(sum(batch.available_fen for batch in soon))
    lines = [
        f"{balance.enterprise_name}的创新券，{_SOON_DAYS} 天内到期的有 {amount}，请尽快使用。"
        if soon
        else f"{balance.enterprise_name}没有 {_SOON_DAYS} 天内到期的创新券。",
        "各批到期的日子：",
    ]
    lines += [_last_day(batch, balance.as_of) for batch in left[:_MOST_LINES]]
    if len(left) > _MOST_LINES:
        lines.append(f"另有 {len(left) - _MOST_LINES} 批，到期都不早于上面这些。")
    return "\n".join([*lines, *describe_freshness(balance.freshness)])


def describe_payable(balance: VoucherBalance) -> str:
    """Return all that the vouchers left pay for, and where they are taken."""
    if not balance.services:
        return _nothing_left(balance)
    pays_for_all = any(each.service == ANY_SERVICE for each in balance.services)
    lines = [
        f"{balance.enterprise_name}的创新券，截至 {day(balance.as_of)}：",
        *describe_services(balance, len(balance.services)),
        *([] if pays_for_all else ["不在其中的服务不能付。"]),
        *describe_partners(balance),
    ]
    return "\n".join([*lines, *describe_freshness(balance.freshness)])


def describe_transfer(balance: VoucherBalance) -> str:
    """Return that no rule of giving vouchers away, cashing or keeping them is held here, and what lapses when."""
    left = [batch for batch in balance.batches if batch.available_fen]
    regions = "、".join(dict.fromkeys(name(batch.region) for batch in left or balance.batches))
    lines = [
        f"{balance.enterprise_name}的创新券能不能转让、折现或者结转，这里没有收录，请问发券的科技部门（{regions}）。",
        *(["各批到期的日子："] if left else []),
        *(_last_day(batch, balance.as_of) for batch in left[:_MOST_LINES]),
    ]
    return "\n".join([*lines, *describe_freshness(balance.freshness)])


def describe_issuer(balance: VoucherBalance) -> str:
    """Return who issued the vouchers, and whom to ask."""
    regions = "、".join(dict.fromkeys(name(batch.region) for batch in balance.batches))
    head = f"{balance.enterprise_name}的创新券由{regions}发放，有疑问的请问发券的科技部门，或说“转人工”。"
    return "\n".join([head, *describe_freshness(balance.freshness)])


def describe_window(balance: VoucherBalance, *, asks_most: bool = False, place: str | None = None) -> str:
    """Return what waits to be redeemed, and when that is done.

    With `asks_most` that no limit of what is redeemed at once is kept here. `place`: the one that was asked about,
    whose windows the balance bears.
    """
    waiting = [batch for batch in balance.batches if batch.available_fen or batch.reserved_fen]
    asked = [place] if place else [batch.region for batch in waiting]
    regions = "、".join(dict.fromkeys(name(region) for region in asked))
    times = (
        describe_redemption(balance)
        if balance.windows or not regions
        else [f"兑付：{regions}的兑付时间这里没有收录"]
    )
    if not waiting:
        return "\n".join([_nothing_left(balance), *times, *describe_freshness(balance.freshness)])
    reserved = balance.reserved_fen
    lines = [
        f"{balance.enterprise_name}已预约、待兑付的创新券有 {yuan(reserved)}。"
        if reserved
        else f"{balance.enterprise_name}目前没有已预约、待兑付的创新券。",
        *times,
    ]
    if asks_most:
        lines.append(f"一次最多兑付多少，这里没有收录，请问发券的科技部门（{regions}）。")
    elif not balance.windows:
        lines.append(f"什么时候兑付，请问发券的科技部门（{regions}）。")
    return "\n".join([*lines, *describe_freshness(balance.freshness)])


def describe_reservations(
    enterprise_name: str, reservations: Sequence[OpenReservation], freshness: Freshness | None
) -> str:
    """Return each open reservation: day, service, amount and number of its batch; the oldest first."""
    if not reservations:
        return f"{enterprise_name}目前没有已预约、待兑付的创新券。"
    total = yuan(sum(each.open_fen for each in reservations))
    lines = [f"{enterprise_name}已预约、待兑付的创新券有 {len(reservations)} 笔，共 {total}："]
    lines += [_reservation(each) for each in reservations[:_MOST_LINES]]
    if rest := reservations[_MOST_LINES:]:
        lines.append(f"另有 {len(rest)} 笔较晚的没有列出，共 {yuan(sum(each.open_fen for each in rest))}。")
    return "\n".join([*lines, *describe_freshness(freshness)])


def _reservation(reservation: OpenReservation) -> str:
    drawn = [
        f"{word} {yuan(amount)}"
        for word, amount in (("已兑付", reservation.redeemed_fen), ("已释放", reservation.released_fen))
        if amount
    ]
    rest = f"，{'，'.join(drawn)}，还有 {yuan(reservation.open_fen)} 待兑付" if drawn else ""
    service = f"，{reservation.service}" if reservation.service else ""
    batch = f"{reservation.batch_name}（{reservation.batch_number}）"
    return f"· {day(reservation.reserved_at)} 预约 {yuan(reservation.amount_fen)}{service}{rest}，出自{batch}"


def _last_day(batch: VoucherBatchView, as_of: date) -> str:
    days = (batch.valid_to - as_of).days
    left = "今天" if days == 0 else f"还有 {days} 天"
    usable = "" if batch.valid_from <= as_of else f"，{day(batch.valid_from)} 起可用"
    return (
        f"· {day(batch.valid_to)} 到期（{left}）：{yuan(batch.available_fen)}{usable}，"
        f"{batch.name}（{batch.batch_number}）"
    )


def _nothing_left(balance: VoucherBalance) -> str:
    if not balance.batches:
        return f"{balance.enterprise_name}目前没有创新券。"
    return f"{balance.enterprise_name}目前没有可用的创新券余额。"
