"""A statement of vouchers in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contracts import Freshness, VoucherMovement, VoucherStatement, VoucherStatementLine
from desk.freshness import describe_freshness
from desk.words import SHANGHAI, signed_yuan, yuan
from records.vouchers.statement import RedeemedSum


def describe_statement(statement: VoucherStatement, label: str, *, with_lines: bool) -> str:
    """Return what was redeemed in the period called `label`, from which balance to which and by which movements.

    The lines themselves follow if wanted.
    """
    if statement.line_count == 0:
        return "\n".join(
            [
                f"{statement.enterprise_name} {label}的创新券对账单：没有流水，"
                f"可用余额 {yuan(statement.closing_fen)}。",
                *describe_freshness(statement.freshness),
            ]
        )
    count, shown = statement.line_count, len(statement.lines)
    part = f"，最近 {shown} 笔如下" if shown < count else ""
    lines = [
        f"{statement.enterprise_name} {label}的创新券对账单：兑付 {yuan(statement.used_fen)}，"
        f"{_change(statement)}{_usable(statement)}。",
        _movements(statement),
        f"共 {count} 笔流水{part}。",
        *([_line(line) for line in statement.lines] if with_lines else []),
        _how_to_get_it(statement),
        *describe_freshness(statement.freshness),
    ]
    return "\n".join(lines)


def describe_spent_on(
    enterprise_name: str,
    label: str,
    services: Sequence[str],
    spent: Sequence[RedeemedSum],
    freshness: Freshness | None,
) -> str:
    """Return what was redeemed for each service, and of which batches, in the period called `label`.

    What was redeemed without a service on record may have been for any of them, and is told too.
    """
    totals: dict[str | None, int] = defaultdict(int)
    for part in spent:
        totals[part.service] += part.fen
    each = "，".join(
        f"{service} {yuan(totals[service])}{_of_batches(service, spent)}" for service in services
    )
    lines = [f"{enterprise_name} {label}的创新券兑付：{each}；全部服务合计 {yuan(sum(totals.values()))}。"]
    if unnamed := totals[None]:
        lines.append(f"其中 {yuan(unnamed)} 没有登记是哪类服务。")
    return "\n".join([*lines, *describe_freshness(freshness)])


def _of_batches(service: str, spent: Sequence[RedeemedSum]) -> str:
    parts = [f"{part.batch_number} {yuan(part.fen)}" for part in spent if part.service == service]
    return f"（{'、'.join(parts)}）" if parts else ""


def _change(statement: VoucherStatement) -> str:
    if statement.opening_fen == statement.closing_fen:
        return f"可用余额仍为 {yuan(statement.closing_fen)}"
    return f"可用余额从 {yuan(statement.opening_fen)} 变为 {yuan(statement.closing_fen)}"


def _movements(statement: VoucherStatement) -> str:
    """Return what each kind of movement does to the available amount, so that the reader can add it up."""
    steps = "，".join(map(_movement, statement.movements))
    return f"期初 {yuan(statement.opening_fen)}，{steps}，期末 {yuan(statement.closing_fen)}。"


def _movement(movement: VoucherMovement) -> str:
    """Return one kind with its sum; of a redemption also how much of it had been reserved before."""
    change, label = movement.change_fen, movement.kind_label
    if movement.kind != "redeem" or change == -movement.amount_fen:
        return f"{label} {signed_yuan(change)}"
    reserved = movement.amount_fen + change
    if change == 0:
        return f"{label} {yuan(reserved)}（都是先前预约的，可用余额不再减少）"
    return f"{label} {signed_yuan(change)}（另兑付先前预约的 {yuan(reserved)}，可用余额不再减少）"


def _usable(statement: VoucherStatement) -> str:
    if statement.usable_fen == statement.closing_fen:
        return ""
    return f"（其中能用 {yuan(statement.usable_fen)}，其余还没有生效或已过有效期）"


def _line(line: VoucherStatementLine) -> str:
    local = line.at.astimezone(SHANGHAI)
    service = f"（{line.service}）" if line.service else ""
    amount = yuan(line.amount_fen) if line.amount_fen > 0 else signed_yuan(line.amount_fen)
    left = yuan(line.balance_after_fen)
    return f"· {local:%Y-%m-%d} {line.kind_label} {amount}{service}，{line.batch_number} 可用 {left}"


def _how_to_get_it(statement: VoucherStatement) -> str:
    if statement.download:
        return "完整的对账单可以下载为表格（xlsx）。"
    return "这里不能下载文件；需要表格的，请在科技局网页上的店小二里再查一次，就能下载。"
