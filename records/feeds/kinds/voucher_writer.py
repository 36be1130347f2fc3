"""Writes voucher batches and appends to their ledgers, by the rules of `records.vouchers`, many rows at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from records.feeds.changes import Changes
from records.feeds.kinds.voucher_entries import EntryRefused, in_order, plan_entry
from records.feeds.kinds.voucher_state import (
    CHANGED_BATCH,
    ENTRY,
    NEW_BATCH,
    BatchState,
    Ledger,
    load_ledger,
)
from records.feeds.known import Enterprises
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models import VoucherBatch, VoucherLedgerEntry

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
            record.number for record in in_order(group.records) if self._append(state, record, changes)
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
        """Plan one entry; False where its key is there already, or where it was refused."""
        try:
            row = plan_entry(self._ledger, state, record, self.ids.take(VoucherLedgerEntry))
        except EntryRefused as refusal:
            self.refuse(record, refusal.field, str(refusal))
            return False
        if row is not None:
            changes.insert(ENTRY, row)
        return row is not None


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
