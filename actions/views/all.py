"""Records in words: what a chat bubble says of a case, a balance, a standing. The same data go along as `data`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts import CaseStatus, CreditStanding, VoucherBalance, VoucherBatchView

SHANGHAI = ZoneInfo("Asia/Shanghai")


def describe_case(case: CaseStatus) -> str:
    """Return where a case stands, since when, what comes next and what the enterprise must do."""
    lines = [
        f"{case.title}（受理编号 {case.case_number}）",
        f"当前环节：{case.stage_label}，自 {day(case.since)} 起。",
    ]
    if case.next_step:
        lines.append(f"下一步：{case.next_step}。")
    if case.deadline:
        estimate = "（预计，节假日安排尚未公布）" if case.deadline_is_estimate else ""
        lines.append(f"最晚 {day(case.deadline)} 前办结{estimate}。")
    if case.todo:
        lines.append(f"需要您办理：{case.todo}")
    if case.section:
        lines.append(f"承办科室：{case.section}")
    return "\n".join(lines)


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


def describe_standing(standing: CreditStanding) -> str:
    """Return the standing with the events it rests on."""
    lines = [
        f"{standing.enterprise_name}的科研诚信状态（截至 {day(standing.as_of)}）：{standing.standing_label}。"
    ]
    for event in standing.events:
        until = f"，有效期至 {day(event.valid_to)}" if event.valid_to else ""
        lines.append(f"· {event.kind_label}：{event.basis}（{day(event.recorded_on)} 记录{until}）")
    if standing.repair:
        lines.append(f"信用修复：{standing.repair}")
    return "\n".join(lines)


def yuan(fen: int) -> str:
    """Return an amount of integer fen in yuan, exact: 1250 -> 12.50 元, 2000000 -> 20,000 元."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d} 元" if rest else f"{whole:,} 元"


def day(moment: date | datetime) -> str:
    """Return a calendar day in China: 2026年3月5日."""
    local = moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
    return f"{local.year}年{local.month}月{local.day}日"
