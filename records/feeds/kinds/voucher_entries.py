"""One ledger entry of a file or another system, by the rules of `records.vouchers`: checked, counted, or refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from records.clock import day_of, in_shanghai
from records.feeds.kinds.voucher_state import BatchState, Ledger, StoredEntry
from records.feeds.reading import Record
from records.vouchers.errors import OutOfScope
from records.vouchers.movement import MOST_FEN


class EntryRefused(Exception):
    """An entry that the batch does not allow; `field` is what is wrong, the message says why in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def plan_entry(ledger: Ledger, state: BatchState, record: Record, entry_id: int) -> tuple[object, ...] | None:
    """Return the row of the next entry of a batch, and count it; None where its key is there already.

    Raises EntryRefused.
    """
    values = record.values
    reservation = _reservation(ledger, state, record)
    service = _service(state, record, reservation)
    if _is_there(ledger, state, record, service, reservation):
        return None
    _check_time(state, record, reservation)
    _check_service(state, service, reservation)
    kind, amount = values["kind"], values["amount"]
    available, reserved = _deltas(kind, amount, reservation is not None)
    _check_amount(ledger, state, amount, (available, reserved), reservation)
    state.sequence += 1
    state.available_fen += available
    state.reserved_fen += reserved
    state.last_at = _moment(state, record)
    reservation_id = reservation.id if reservation else None
    ledger.entries[values["key"]] = StoredEntry(
        entry_id, state.id, kind, amount, service, reservation_id, state.last_at
    )
    if reservation is not None:
        ledger.drawn[reservation.id] = ledger.drawn.get(reservation.id, 0) + amount
    amounts = (amount, available, reserved, state.available_fen, state.reserved_fen)
    rest = (reservation_id, service, values.get("note"), state.last_at)
    return (entry_id, state.id, state.sequence, values["key"], kind, *amounts, *rest)


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


def _service(state: BatchState, record: Record, reservation: StoredEntry | None) -> str | None:
    """Return what is paid for as the scope spells it; out of a reservation, what that was for."""
    plain = unicodedata.normalize("NFKC", record.get("service") or "").strip()
    named = (name for name in state.scope if unicodedata.normalize("NFKC", name).strip() == plain)
    return next(named, plain) or (reservation.service if reservation else None)


def _is_there(
    ledger: Ledger, state: BatchState, record: Record, service: str | None, reservation: StoredEntry | None
) -> bool:
    values = record.values
    there = ledger.entries.get(values["key"])
    if there is None:
        return False
    reservation_id = reservation.id if reservation else None
    given = (state.id, values["kind"], values["amount"], service, reservation_id, _day(record))
    if given != (*there[1:6], day_of(there.recorded_at)):
        raise EntryRefused("key", "系统中这个流水号是另一笔流水，请换一个流水号，或核对内容。")
    return True


def _check_time(state: BatchState, record: Record, reservation: StoredEntry | None) -> None:
    kind, on = record.values["kind"], _day(record)
    if state.last_at is not None and on < day_of(state.last_at):
        last = in_shanghai(state.last_at)
        raise EntryRefused(
            "at",
            f"早于这个批次已入账的最后一笔（{last:%Y-%m-%d}），请核对；补记请用“更正”并写今天的日期。",
        )
    if kind == "expire" and on <= state.valid_to:
        raise EntryRefused("at", f"该批创新券有效至 {state.valid_to}，此时尚未到期，请核对。")
    is_direct = kind in ("reserve", "redeem") and reservation is None
    if is_direct and not state.valid_from <= on <= state.valid_to:
        raise EntryRefused("at", f"不在有效期（{state.valid_from} 至 {state.valid_to}）内，请核对。")


def _check_service(state: BatchState, service: str | None, reservation: StoredEntry | None) -> None:
    if service and state.scope and service not in state.scope:
        raise EntryRefused("service", str(OutOfScope(service, state.scope)))
    if reservation is not None and reservation.service is not None and service != reservation.service:
        raise EntryRefused("service", f"这笔预约用于“{reservation.service}”，不能改付别的服务，请核对。")


def _check_amount(
    ledger: Ledger, state: BatchState, amount: int, deltas: tuple[int, int], reservation: StoredEntry | None
) -> None:
    """Refuse what would make a balance negative or absurd, or draw more than was reserved."""
    available, reserved = deltas
    if reservation is not None:
        left = reservation.amount_fen - ledger.drawn.get(reservation.id, 0)
        if amount > left:
            raise EntryRefused("amount", f"超过预约余下的金额（{_yuan(left)} 元），请核对。")
    if state.available_fen + available > MOST_FEN:
        raise EntryRefused("amount", "这个批次的余额将超出上限，请核对金额的单位。")
    if state.available_fen + available < 0 or state.reserved_fen + reserved < 0:
        there = _yuan(state.available_fen)
        raise EntryRefused("amount", f"余额不足：此时可用 {there} 元，请核对金额和先后。")


def _deltas(kind: str, amount: int, is_reserved: bool) -> tuple[int, int]:
    """Return what a movement does to what is available and to what is reserved, in fen."""
    if kind == "reserve":
        return -amount, amount
    if kind == "release":
        return amount, -amount
    if kind == "redeem" and is_reserved:
        return 0, -amount
    return (-amount, 0) if kind in ("redeem", "expire") else (amount, 0)


def _moment(state: BatchState, record: Record) -> datetime:
    """Return when an entry is recorded: never before the one before it on the same day."""
    at: datetime = record.values["at"].at
    return max(at, state.last_at) if state.last_at is not None else at


def _day(record: Record) -> date:
    day: date = record.values["at"].at.date()
    return day


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
