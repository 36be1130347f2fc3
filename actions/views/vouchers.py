"""A voucher balance in words."""

from __future__ import annotations

from datetime import date

from actions.views.words import day, yuan
from contracts import VoucherBalance, VoucherBatchView


def describe_balance(balance: VoucherBalance) -> str:
    """Return what is left, what is reserved and what expires when."""
    if not balance.batches:
        return f"{balance.enterprise_name}目前没有创新券。"
    lines = [
        f"{balance.enterprise_name}的创新券，截至 {day(balance.as_of)}：",
        f"可用 {yuan(balance.available_fen)}",
    ]
    if balance.reserved_fen:
        lines[-1] += f"，另有 {yuan(balance.reserved_fen)} 已预约、待兑付"
    for batch in balance.batches:
        lines.append(f"· {batch.name}（{batch.batch_number}）：{_describe_batch(batch, balance.as_of)}")
    return "\n".join(lines)


def _describe_batch(batch: VoucherBatchView, as_of: date) -> str:
    if batch.valid_to < as_of:
        return f"已于 {day(batch.valid_to)} 到期，不能再用"
    scope = "、".join(batch.scope)
    text = f"可用 {yuan(batch.available_fen)}，有效期至 {day(batch.valid_to)}"
    return text + (f"，可用于{scope}" if scope else "")
