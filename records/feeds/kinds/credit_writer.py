"""Writes credit events: added, their texts mended; whose an event is, what and since when, stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from records.feeds.changes import Changes, Shape
from records.feeds.known import Enterprises
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models import CreditEvent
from records.values.clock import day_of

_BREACHES = ("general_breach", "serious_breach")
_FREE = ("basis", "document", "authority", "valid_to")
_NEW = Shape(
    CreditEvent,
    (
        "id",
        "number",
        "enterprise_id",
        "kind",
        "basis",
        "document",
        "authority",
        "valid_to",
        "source",
        "recorded_on",
        "repairs_id",
        "created_at",
    ),
)
_CHANGED = Shape(CreditEvent, (*_FREE, "source"))


@dataclass(slots=True)
class _Event:
    id: int
    enterprise_id: int
    kind: str
    recorded_on: date
    repairs_id: int | None
    free: tuple[str, str | None, str | None, date | None]
    source: str | None


class CreditWriter(Writer):
    """Adds credit events and mends their texts. Whose an event is, what and since when, stays."""

    order = (CreditEvent,)
    _enterprises: Enterprises | None = None

    def load(self, records: Sequence[Record]) -> None:
        """Read the enterprises, and the events of the same numbers or repaired by the records."""
        if self._enterprises is None:
            self._enterprises = Enterprises(self.session, self.ids, self.origin.now)
        self._enterprises.load(records)
        fields = ("number", "repairs")
        numbers = {record.values[field] for record in records for field in fields if field in record.values}
        rows = select(CreditEvent).where(CreditEvent.number.in_(sorted(numbers))).order_by(CreditEvent.id)
        self._events: dict[str, _Event] = {}
        for row in self.session.scalars(rows.with_for_update()):
            free = (row.basis, row.document, row.authority, row.valid_to)
            self._events[str(row.number)] = _Event(
                row.id, row.enterprise_id, row.kind, row.recorded_on, row.repairs_id, free, row.source
            )
            self.session.expunge(row)

    def check(self, record: Record) -> None:
        """The enterprise must be there; nothing is recorded in the future."""
        assert self._enterprises is not None
        fault = self._enterprises.fault(record)
        if fault is not None:
            self.refuse(record, *fault)
        if record.values["recorded_on"] > day_of(self.origin.now):
            self.refuse(record, "recorded_on", "日期在将来，请核对。")

    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Add or mend each event, the breach before what repairs it."""
        for record in group.records:
            yield self._plan(record, changes)

    def _plan(self, record: Record, changes: Changes) -> Outcome:
        assert self._enterprises is not None
        values = record.values
        enterprise = self._enterprises.find(values["uscc"])
        breach = self._breach(record)
        if enterprise is None or (breach is None and values["kind"] == "repair"):
            return "unchanged"
        if breach is not None and not self._fits(record, breach, enterprise.id):
            return "unchanged"
        free = (values["basis"], values.get("document"), values.get("authority"), values.get("valid_to"))
        repairs_id = breach.id if breach else None
        stored = self._events.get(values["number"])
        if stored is not None:
            return self._update(record, stored, enterprise.id, repairs_id, free, changes)
        event = _Event(
            self.ids.take(CreditEvent),
            enterprise.id,
            values["kind"],
            values["recorded_on"],
            repairs_id,
            free,
            self.origin.source,
        )
        self._events[values["number"]] = event
        changes.insert(
            _NEW,
            (
                event.id,
                values["number"],
                event.enterprise_id,
                event.kind,
                *free,
                event.source,
                event.recorded_on,
                repairs_id,
                self.origin.now,
            ),
        )
        return "new"

    def _breach(self, record: Record) -> _Event | None:
        number = record.get("repairs")
        found = self._events.get(number) if number is not None else None
        if number is not None and (found is None or found.kind not in _BREACHES):
            self.refuse(record, "repairs", "没有这条失信记录：请核对编号，或先导入失信记录。")
            return None
        return found

    def _fits(self, record: Record, breach: _Event, enterprise_id: int) -> bool:
        if breach.enterprise_id != enterprise_id:
            self.refuse(record, "repairs", "这条失信记录属于另一家企业，请核对编号和代码。")
            return False
        if record.values["recorded_on"] < breach.recorded_on:
            self.refuse(record, "recorded_on", f"早于所修复的失信记录（{breach.recorded_on}），请核对。")
            return False
        return True

    def _update(
        self,
        record: Record,
        stored: _Event,
        enterprise_id: int,
        repairs_id: int | None,
        free: tuple[str, str | None, str | None, date | None],
        changes: Changes,
    ) -> Outcome:
        if stored.source is not None and stored.source != self.origin.source:
            self.refuse(record, "number", f"由“{stored.source}”维护，请在那个系统中修改。")
        elif stored.enterprise_id != enterprise_id:
            self.refuse(record, "uscc", "系统中这个编号是另一家企业的记录，请核对编号和代码。")
        elif stored.kind != record.values["kind"]:
            self.refuse(record, "kind", "与系统中这个编号的类型不一致，不能改；请核对编号。")
        elif stored.recorded_on != record.values["recorded_on"]:
            self.refuse(record, "recorded_on", f"与系统中的认定日期（{stored.recorded_on}）不一致，不能改。")
        elif stored.repairs_id != repairs_id:
            self.refuse(record, "repairs", "与系统中所修复的记录不一致，不能改；请核对编号。")
        else:
            source = stored.source or self.origin.source
            if (free, source) == (stored.free, stored.source):
                return "unchanged"
            changes.update(_CHANGED, stored.id, (*free, source))
            return "changed"
        return "unchanged"
