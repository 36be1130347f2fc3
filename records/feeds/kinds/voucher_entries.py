"""One ledger entry of a file or another system: checked by the rule of `records.vouchers.account`, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from records.feeds.kinds.voucher_state import BatchState, Ledger, StoredEntry
from records.feeds.reading import Record
from records.values.clock import day_of, in_shanghai
from records.vouchers.errors import (
    BalanceTooLarge,
    InsufficientBalance,
    NotExpired,
    NotValid,
    OtherService,
    OutOfScope,
    ReservationExceeded,
    VoucherRefused,
    yuan,
)
from records.vouchers.movement import Movement


class EntryRefused(Exception):
    """An entry that the batch does not allow; `field` is what is wrong, the message says why in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def plan_entry(ledger: Ledger, state: BatchState, record: Record, entry_id: int) -> tuple[object, ...] | None:
    """Return the row of the next entry of a batch, and count it; None where its key is there already.

    Raises EntryRefused.
    """
    values, account = record.values, state.account
    reservation = _reservation(ledger, state, record)
    service = account.named(record.get("service")) or (reservation.service if reservation else None)
    movement = Movement(
        values["kind"], values["amount"], record.get("reservation_key"), service, values.get("note")
    )
    if _is_there(ledger, state, record, movement, reservation):
        return None
    _check_order(state, record)
    try:
        after = account.after(movement, ledger.reserved(reservation), _day(record))
    except VoucherRefused as refusal:
        raise _in_words(refusal, state) from refusal
    state.sequence += 1
    state.available_fen, state.reserved_fen = after.available_fen, after.reserved_fen
    state.last_at = _moment(state, record)
    reservation_id = reservation.id if reservation else None
    stored = (movement.kind, movement.amount_fen, service, reservation_id)
    ledger.entries[values["key"]] = StoredEntry(entry_id, state.id, *stored, state.last_at)
    if reservation is not None:
        ledger.drawn[reservation.id] = ledger.drawn.get(reservation.id, 0) + movement.amount_fen
    deltas = (movement.available_delta_fen, movement.reserved_delta_fen)
    amounts = (movement.amount_fen, *deltas, state.available_fen, state.reserved_fen)
    rest = (reservation_id, service, movement.note, state.last_at)
    return (entry_id, state.id, state.sequence, values["key"], movement.kind, *amounts, *rest)


def in_order(records: Sequence[Record]) -> list[Record]:
    """Sort entries by day; within a day by time, or as the rows stand where one has no time."""
    entries = [record for record in records if record.get("key") is not None]
    vague = {record.values["at"].at.date() for record in entries if record.values["at"].is_day}

    def order(record: Record) -> tuple[Any, ...]:
        at = record.values["at"].at
        return at.date(), "" if at.date() in vague else at.isoformat(), record.number

    return sorted(entries, key=order)


def _reservation(ledger: Ledger, state: BatchState, record: Record) -> StoredEntry | None:
    key = record.get("reservation_key")
    if key is None:
        return None
    found = ledger.entries.get(key)
    if found is None or found.kind != "reserve" or found.batch_id != state.id:
        raise EntryRefused("reservation_key", "这个批次没有这笔预约，请核对预约流水号和发生时间的先后。")
    return found


def _is_there(
    ledger: Ledger, state: BatchState, record: Record, movement: Movement, reservation: StoredEntry | None
) -> bool:
    there = ledger.entries.get(record.values["key"])
    if there is None:
        return False
    reservation_id = reservation.id if reservation else None
    asked = (movement.kind, movement.amount_fen, movement.service)
    if (state.id, *asked, reservation_id, _day(record)) != (*there[1:6], day_of(there.recorded_at)):
        raise EntryRefused("key", "系统中这个流水号是另一笔流水，请换一个流水号，或核对内容。")
    return True


def _check_order(state: BatchState, record: Record) -> None:
    """Refuse what is older than the last entry: what a file reports goes in as it happened."""
    if state.last_at is not None and _day(record) < day_of(state.last_at):
        last = in_shanghai(state.last_at)
        raise EntryRefused(
            "at",
            f"早于这个批次已入账的最后一笔（{last:%Y-%m-%d}），请核对；补记请用“更正”并写今天的日期。",
        )


def _in_words(refusal: VoucherRefused, state: BatchState) -> EntryRefused:
    """Return a refusal with the field that is wrong, for who keeps the file."""
    match refusal:
        case NotExpired():
            return EntryRefused("at", f"该批创新券有效至 {state.valid_to}，此时尚未到期，请核对。")
        case NotValid():
            return EntryRefused("at", f"不在有效期（{state.valid_from} 至 {state.valid_to}）内，请核对。")
        case OutOfScope():
            return EntryRefused("service", str(refusal))
        case OtherService():
            return EntryRefused("service", f"这笔预约用于“{refusal.reserved}”，不能改付别的服务，请核对。")
        case ReservationExceeded():
            return EntryRefused("amount", f"超过预约余下的金额（{yuan(refusal.there_fen)} 元），请核对。")
        case InsufficientBalance():
            there = yuan(refusal.there_fen)
            return EntryRefused("amount", f"余额不足：此时可用 {there} 元，请核对金额和先后。")
        case BalanceTooLarge():
            return EntryRefused("amount", "这个批次的余额将超出上限，请核对金额的单位。")
        case _:
            return EntryRefused("key", str(refusal))


def _moment(state: BatchState, record: Record) -> datetime:
    """Return when an entry is recorded: never before the one before it on the same day."""
    at: datetime = record.values["at"].at
    return max(at, state.last_at) if state.last_at is not None else at


def _day(record: Record) -> date:
    day: date = record.values["at"].at.date()
    return day
