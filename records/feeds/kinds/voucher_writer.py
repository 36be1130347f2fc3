"""Writes voucher batches and appends to their ledgers, by the rules of `records.vouchers`, many rows at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from records.clock import day_of, in_shanghai
from records.feeds.changes import Changes
from records.feeds.kinds.voucher_state import (
    CHANGED_BATCH,
    ENTRY,
    NEW_BATCH,
    BatchState,
    Ledger,
    StoredEntry,
    load_ledger,
)
from records.feeds.known import Enterprises
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models import VoucherBatch, VoucherLedgerEntry
from records.vouchers.errors import OutOfScope
from records.vouchers.movement import MOST_FEN

SKEW = timedelta(minutes=5)
# Of a new batch, what must be said; `scope` may be empty: then it pays for anything.
_NEEDED = ("uscc", "name", "region", "valid_from", "valid_to")
_FIXED = ("region", "valid_from", "valid_to")
_FREE = ("name", "scope", "partner_regions")


class VoucherWriter(Writer):
    """Adds batches and movements. Balances and sequences follow from what is there; none becomes negative."""

    order = (VoucherBatch, VoucherLedgerEntry)
    _enterprises: Enterprises | None = None
    _ledger: Ledger

    def load(self, records: Sequence[Record]) -> None:
        """Read the batches, the entries of the same keys, and the reservations that are drawn on."""
        if self._enterprises is None:
            self._enterprises = Enterprises(self.session, self.ids, self.origin.now)
        self._enterprises.load(records)
        keys = {
            record.values[name]
            for record in records
            for name in ("key", "reservation_key")
            if name in record.values
        }
        self._ledger = load_ledger(self.session, {record.values["batch"] for record in records}, keys)

    def check(self, record: Record) -> None:
        """The enterprise must be there; nothing happens in the future."""
        assert self._enterprises is not None
        fault = self._enterprises.fault(record)
        if fault is not None:
            self.refuse(record, *fault)
        at = record.get("at")
        if at is not None and at.at > self.origin.now + SKEW:
            self.refuse(record, "at", "时间在将来，请核对。")

    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Add the batch or compare it with what is stored, then append the movements in their order."""
        described = next((record for record in group.records if record.get("uscc")), group.records[0])
        state = self._ledger.batches.get(group.key)
        is_new = state is None
        if state is None:
            state = self._begin(described, group)
            if state is None:
                return
            has_changed = False
        else:
            has_changed = self._update(state, group)
        if is_new:
            changes.insert(NEW_BATCH, _batch_row(state))
        elif has_changed:
            changes.update(
                CHANGED_BATCH, state.id, (state.name, state.scope, state.partner_regions, state.source)
            )
        first = group.records[0]
        appended = {
            record.number
            for record in _in_order(group.records)
            if record.get("key") is not None and self._append(state, record, changes)
        }
        for record in group.records:
            if record.number in appended or (is_new and record is first):
                yield "new"
            else:
                yield "changed" if has_changed and record is first else "unchanged"

    def _begin(self, record: Record, group: Group) -> BatchState | None:
        missing = [name for name in _NEEDED if record.get(name) is None]
        for name in missing:
            self.refuse(
                record, name, "没有填写：系统中还没有这个批次，新批次要写明企业、名称、发放地区和有效期。"
            )
        assert self._enterprises is not None
        enterprise = self._enterprises.find(record.values["uscc"]) if not missing else None
        if enterprise is None:
            return None
        values = record.values
        state = BatchState(
            self.ids.take(VoucherBatch),
            group.key,
            enterprise.id,
            values["name"],
            values.get("scope", []),
            values["region"],
            values.get("partner_regions", []),
            self.origin.source,
            values["valid_from"],
            values["valid_to"],
            is_new=True,
        )
        self._compare(group, record, ("uscc", *_FIXED, *_FREE))
        return state

    def _compare(self, group: Group, described: Record, names: Sequence[str]) -> None:
        """Refuse rows that say something else of the batch than the row that describes it."""
        for record in group.records:
            for name in names:
                given = record.get(name)
                if given is not None and given != described.get(name):
                    self.refuse(record, name, f"与第 {described.number} 行同一批次的内容不一致，请统一。")

    def _update(self, state: BatchState, group: Group) -> bool:
        """Take over what may change of a stored batch; refuse what may not. Tell whether anything changes."""
        assert self._enterprises is not None
        before = (state.name, state.scope, state.partner_regions, state.source)
        for record in group.records:
            if state.source is not None and state.source != self.origin.source:
                self.refuse(record, "batch", f"由“{state.source}”维护，请在那个系统中修改。")
                return False
            enterprise = self._enterprises.find(record.values["uscc"]) if record.get("uscc") else None
            if enterprise is not None and enterprise.id != state.enterprise_id:
                self.refuse(record, "uscc", "系统中这个批次属于另一家企业，请核对批次号和代码。")
            for name in _FIXED:
                given = record.get(name)
                if given is not None and given != getattr(state, name):
                    self.refuse(record, name, f"系统中这个批次是“{getattr(state, name)}”，不能改。")
        for name in _FREE:
            describing = next((record for record in group.records if record.get(name) is not None), None)
            if describing is not None:
                setattr(state, name, describing.values[name])
                self._compare(group, describing, (name,))
        state.source = state.source or self.origin.source
        return (state.name, state.scope, state.partner_regions, state.source) != before

    def _append(self, state: BatchState, record: Record, changes: Changes) -> bool:
        """Plan one movement; False where its key is there already, or where it was refused."""
        values = record.values
        key, kind, amount = values["key"], values["kind"], values["amount"]
        reservation = self._reservation(state, record)
        if reservation is None and record.get("reservation_key") is not None:
            return False
        service = _as_named(values.get("service"), state.scope) or (
            reservation.service if reservation else None
        )
        there = self._ledger.entries.get(key)
        reservation_id = reservation.id if reservation else None
        if there is not None:
            given = (state.id, kind, amount, service, reservation_id, values["at"].at.date())
            if given != (*there[1:6], day_of(there.recorded_at)):
                self.refuse(record, "key", "系统中这个流水号是另一笔流水，请换一个流水号，或核对内容。")
            return False
        if not self._is_allowed(state, record, reservation, service):
            return False
        available, reserved = _deltas(kind, amount, reservation is not None)
        if not self._fits(state, record, available, reserved, reservation):
            return False
        entry_id = self.ids.take(VoucherLedgerEntry)
        state.sequence += 1
        state.available_fen += available
        state.reserved_fen += reserved
        state.last_at = _moment(state, record)
        changes.insert(
            ENTRY,
            (
                entry_id,
                state.id,
                state.sequence,
                key,
                kind,
                amount,
                available,
                reserved,
                state.available_fen,
                state.reserved_fen,
                reservation_id,
                service,
                values.get("note"),
                state.last_at,
            ),
        )
        self._ledger.entries[key] = StoredEntry(
            entry_id, state.id, kind, amount, service, reservation_id, state.last_at
        )
        if reservation is not None:
            self._ledger.drawn[reservation.id] = self._ledger.drawn.get(reservation.id, 0) + amount
        return True

    def _reservation(self, state: BatchState, record: Record) -> StoredEntry | None:
        key = record.get("reservation_key")
        if key is None:
            return None
        found = self._ledger.entries.get(key)
        if found is None or found.kind != "reserve" or found.batch_id != state.id:
            self.refuse(record, "reservation_key", "这个批次没有这笔预约，请核对预约流水号和发生时间的先后。")
            return None
        return found

    def _is_allowed(
        self, state: BatchState, record: Record, reservation: StoredEntry | None, service: str | None
    ) -> bool:
        """Check validity, order in time and scope; refuse what they do not allow."""
        kind, on = record.values["kind"], record.values["at"].at.date()
        before = len(self._refused)
        if state.last_at is not None and on < day_of(state.last_at):
            last = in_shanghai(state.last_at)
            self.refuse(
                record,
                "at",
                f"早于这个批次已入账的最后一笔（{last:%Y-%m-%d}），请核对；补记请用“更正”并写今天的日期。",
            )
        elif kind == "expire" and on <= state.valid_to:
            self.refuse(record, "at", f"该批创新券有效至 {state.valid_to}，此时尚未到期，请核对。")
        elif (
            kind in ("reserve", "redeem")
            and reservation is None
            and not state.valid_from <= on <= state.valid_to
        ):
            self.refuse(record, "at", f"不在有效期（{state.valid_from} 至 {state.valid_to}）内，请核对。")
        elif service and state.scope and service not in state.scope:
            self.refuse(record, "service", str(OutOfScope(service, state.scope)))
        elif reservation is not None and reservation.service is not None and service != reservation.service:
            self.refuse(record, "service", f"这笔预约用于“{reservation.service}”，不能改付别的服务，请核对。")
        return len(self._refused) == before

    def _fits(
        self,
        state: BatchState,
        record: Record,
        available: int,
        reserved: int,
        reservation: StoredEntry | None,
    ) -> bool:
        """Refuse what would make a balance negative, or draw more than was reserved."""
        amount = record.values["amount"]
        if reservation is not None:
            left = reservation.amount_fen - self._ledger.drawn.get(reservation.id, 0)
            if amount > left:
                self.refuse(record, "amount", f"超过预约余下的金额（{_yuan(left)} 元），请核对。")
                return False
        if state.available_fen + available > MOST_FEN:
            self.refuse(record, "amount", "这个批次的余额将超出上限，请核对金额的单位。")
            return False
        if state.available_fen + available < 0 or state.reserved_fen + reserved < 0:
            self.refuse(
                record, "amount", f"余额不足：此时可用 {_yuan(state.available_fen)} 元，请核对金额和先后。"
            )
            return False
        return True


def _deltas(kind: str, amount: int, is_reserved: bool) -> tuple[int, int]:
    """Return what a movement does to what is available and to what is reserved, in fen."""
    if kind == "reserve":
        return -amount, amount
    if kind == "release":
        return amount, -amount
    if kind == "redeem" and is_reserved:
        return 0, -amount
    return (-amount, 0) if kind in ("redeem", "expire") else (amount, 0)


def _in_order(records: Sequence[Record]) -> list[Record]:
    """Sort movements by day; within a day by time, or as the rows stand where one has no time."""
    entries = [record for record in records if record.get("at") is not None]
    vague = {record.values["at"].at.date() for record in entries if record.values["at"].is_day}

    def order(record: Record) -> tuple[Any, ...]:
        at = record.values["at"].at
        return at.date(), "" if at.date() in vague else at.isoformat(), record.number

    return sorted(entries, key=order)


def _moment(state: BatchState, record: Record) -> datetime:
    """Return when a movement is recorded: never before the one before it on the same day."""
    at: datetime = record.values["at"].at
    return max(at, state.last_at) if state.last_at is not None else at


def _as_named(service: str | None, scope: Sequence[str]) -> str | None:
    """Return a service as the scope spells it."""
    plain = unicodedata.normalize("NFKC", service or "").strip()
    named = (name for name in scope if unicodedata.normalize("NFKC", name).strip() == plain)
    return next(named, plain) or None


def _batch_row(state: BatchState) -> tuple[object, ...]:
    return (
        state.id,
        state.number,
        state.enterprise_id,
        state.name,
        state.scope,
        state.region,
        state.partner_regions,
        state.source,
        state.valid_from,
        state.valid_to,
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
