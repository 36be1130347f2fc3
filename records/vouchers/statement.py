"""The statement of an enterprise's vouchers (对账单): every ledger entry of a period between two balances.

Opening plus the changes of all lines is the closing balance, exactly: an entry belongs to the day from which it counts
(`records.vouchers.history`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from contracts.lookup import EntryKind, Freshness, VoucherMovement, VoucherStatementLine
from records.models import Enterprise, VoucherBatch
from records.sources.freshness import freshness_of_all
from records.values.clock import day_of, end_of_day
from records.values.masking import mask_note
from records.vouchers.history import dated_entries, start_of_day

MOST_LINES = 10

KIND_LABELS: dict[EntryKind, str] = {
    "grant": "发放",
    "reserve": "预约",
    "redeem": "兑付",
    "release": "释放预约",
    "expire": "到期核销",
    "correct": "更正",
}
_ROWS_AT_ONCE = 1_000
# Vouchers are younger; a day before is a slip of the keyboard.
FIRST_DAY = date(2000, 1, 1)


class PeriodInvalid(Exception):
    """No statement can be made of these days; the message says why, in Chinese."""


@dataclass(frozen=True)
class Period:
    """Chinese calendar days, both included."""

    begins_on: date
    ends_on: date

    @classmethod
    def until_today(cls, begins_on: date, ends_on: date, *, today: date) -> Period:
        """Return the period as far as it has passed. Raises PeriodInvalid."""
        if begins_on > ends_on:
            raise PeriodInvalid(f"开始日期 {begins_on} 晚于结束日期 {ends_on}，请核对。")
        if begins_on > today:
            raise PeriodInvalid(f"开始日期 {begins_on} 还没有到，请核对。")
        if begins_on < FIRST_DAY:
            raise PeriodInvalid(f"开始日期 {begins_on} 太早，请从 {FIRST_DAY} 之后的日期开始。")
        return cls(begins_on, min(ends_on, today))


@dataclass(frozen=True)
class StatementHead:
    """What stands above the lines, in fen: the available amounts in the ledger before and after the period.

    `usable_fen` is the part of `closing_fen` that can be used on the last day: batches that are not valid yet, or whose
    remainder has lapsed without being written off, are not in it. `used_fen` was redeemed in the period; `movements`
    are the sums of the kinds that occurred, whose changes lead from opening to closing.
    """

    enterprise_name: str
    period: Period
    opening_fen: int
    closing_fen: int
    usable_fen: int
    used_fen: int
    movements: tuple[VoucherMovement, ...]
    line_count: int
    freshness: Freshness | None


@dataclass(frozen=True)
class RedeemedSum:
    """What was redeemed of one batch for one service, in fen; None stands for entries that name no service."""

    service: str | None
    batch_number: str
    fen: int


def take_snapshot(session: Session) -> None:
    """Let everything that this transaction reads be of one moment; call it first. SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def read_head(session: Session, enterprise_id: int, period: Period, *, now: datetime) -> StatementHead:
    """Return the sums of a period that may reach up to today."""
    entry = dated_entries(enterprise_id, now=now).c
    is_before = entry.counts_at < start_of_day(period.begins_on)
    is_in = ~is_before
    is_usable = (VoucherBatch.valid_from <= period.ends_on) & (VoucherBatch.valid_to >= period.ends_on)
    row = session.execute(
        select(
            _sum(entry.available_delta_fen, is_before),
            _sum(entry.available_delta_fen, None),
            _sum(entry.available_delta_fen, is_usable),
            *(
                figure
                for kind in KIND_LABELS
                for figure in (
                    func.count(case((is_in & (entry.kind == kind), 1))),
                    _sum(entry.amount_fen, is_in & (entry.kind == kind)),
                    _sum(entry.available_delta_fen, is_in & (entry.kind == kind)),
                )
            ),
        )
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .where(entry.counts_at < end_of_day(period.ends_on))
    ).one()
    opening, closing, usable, *figures = (int(value) for value in row)
    movements = _movements(figures)
    sources = session.scalars(
        select(VoucherBatch.source)
        .where(VoucherBatch.enterprise_id == enterprise_id, VoucherBatch.source.is_not(None))
        .distinct()
    )
    return StatementHead(
        enterprise_name=session.get_one(Enterprise, enterprise_id).name,
        period=period,
        opening_fen=opening,
        closing_fen=closing,
        usable_fen=usable,
        used_fen=sum(each.amount_fen for each in movements if each.kind == "redeem"),
        movements=movements,
        line_count=sum(figures[::3]),
        freshness=freshness_of_all(session, "vouchers", sources, now=now),
    )


def _movements(figures: Sequence[int]) -> tuple[VoucherMovement, ...]:
    """Return the sums of the kinds that occurred, from count, amount and change of each in the order of KIND_LABELS."""
    each = zip(KIND_LABELS.items(), figures[::3], figures[1::3], figures[2::3], strict=True)
    return tuple(
        VoucherMovement(kind=kind, kind_label=label, amount_fen=amount, change_fen=change)
        for (kind, label), count, amount, change in each
        if count
    )


def sum_redeemed(session: Session, enterprise_id: int, period: Period, *, now: datetime) -> list[RedeemedSum]:
    """Return what was redeemed in a period, a sum for each service and batch, by the batches' order of issue."""
    entry = dated_entries(enterprise_id, now=now).c
    rows = session.execute(
        select(entry.service, VoucherBatch.number, func.sum(entry.amount_fen))
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .where(
            entry.kind == "redeem",
            entry.counts_at >= start_of_day(period.begins_on),
            entry.counts_at < end_of_day(period.ends_on),
        )
        .group_by(entry.service, VoucherBatch.id, VoucherBatch.number)
        .order_by(VoucherBatch.id)
    )
    return [RedeemedSum(service, number, int(total)) for service, number, total in rows]


def find_last_year(session: Session, enterprise_id: int, *, now: datetime) -> int | None:
    """Return the calendar year of the newest entry; None without any. One dated ahead counts now."""
    newest = session.scalar(select(func.max(dated_entries(enterprise_id, now=now).c.counts_at)))
    return day_of(newest).year if newest is not None else None


def iterate_lines(
    session: Session, enterprise_id: int, period: Period, *, now: datetime
) -> Iterator[VoucherStatementLine]:
    """Yield the lines of a period, oldest first, a batch's in the order of their sequence; never all in memory."""
    query, order = _select_lines(enterprise_id, period, now)
    rows = session.execute(query.order_by(*order).execution_options(yield_per=_ROWS_AT_ONCE))
    return (_line(row) for row in rows)


def list_last_lines(
    session: Session,
    enterprise_id: int,
    period: Period,
    *,
    now: datetime,
    most: int = MOST_LINES,
    skip: int = 0,
) -> list[VoucherStatementLine]:
    """Return the newest lines of a period behind the `skip` newest ones, at most `most`, oldest first."""
    query, order = _select_lines(enterprise_id, period, now)
    newest_first = query.order_by(*(column.desc() for column in order))
    rows = session.execute(newest_first.offset(skip).limit(most)).all()
    return [_line(row) for row in reversed(rows)]


def _select_lines(
    enterprise_id: int, period: Period, now: datetime
) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    entry = dated_entries(enterprise_id, now=now).c
    query = (
        select(
            entry.counts_at,
            VoucherBatch.number,
            entry.kind,
            entry.amount_fen,
            entry.available_delta_fen,
            entry.balance_after_fen,
            entry.reserved_after_fen,
            entry.service,
            entry.note,
        )
        .join(VoucherBatch, VoucherBatch.id == entry.batch_id)
        .where(
            entry.counts_at >= start_of_day(period.begins_on), entry.counts_at < end_of_day(period.ends_on)
        )
    )
    return query, [entry.counts_at, entry.batch_id, entry.sequence]


def _line(row: Sequence[Any]) -> VoucherStatementLine:
    counts_at, number, kind, amount, change, balance_after, reserved_after, service, note = row
    return VoucherStatementLine(
        at=counts_at,
        batch_number=number,
        kind=kind,
        kind_label=KIND_LABELS[kind],
        amount_fen=amount,
        change_fen=change,
        balance_after_fen=balance_after,
        reserved_after_fen=reserved_after,
        service=service,
        note=mask_note(note),
    )


def _sum(value: ColumnElement[int], condition: ColumnElement[bool] | None) -> ColumnElement[int]:
    return func.coalesce(func.sum(value if condition is None else case((condition, value), else_=0)), 0)
