"""Writes cases: added with their history, appended to, never rewritten; the days that follow from it kept right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from records.calendar.holidays import load_calendar
from records.feeds.changes import Changes
from records.feeds.kinds.case_state import CaseState, Material, load_cases, store_case
from records.feeds.kinds.case_steps import GivenStep, given_steps, match_steps
from records.feeds.known import Enterprises, KnownItem, ServiceItems
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models import Case, CaseMaterial, CaseStageEntry

# Clocks of two machines may differ by so much.
SKEW = timedelta(minutes=5)


class CaseWriter(Writer):
    """Adds cases and what has happened to them since."""

    order = (Case, CaseStageEntry, CaseMaterial)
    _items: ServiceItems | None = None
    _enterprises: Enterprises

    def load(self, records: Sequence[Record]) -> None:
        """Read the cases, enterprises and service items of a chunk."""
        if self._items is None:
            self._items = ServiceItems(self.session)
            self._enterprises = Enterprises(self.session, self.ids, self.origin.now)
            calendar = load_calendar(self.session, self.origin.calendar)
            self.origin = replace(self.origin, calendar=calendar)
        self._enterprises.load(records)
        self._cases = load_cases(self.session, {record.values["number"] for record in records})

    def check(self, record: Record) -> None:
        """The enterprise and the service item must be there; nothing happens in the future."""
        fault = self._enterprises.fault(record)
        if fault is not None:
            self.refuse(record, *fault)
        name = record.get("service_item")
        if name is not None:
            self._check_item(record, name)
        for field in ("at", "opened_at"):
            given = record.get(field)
            if given is not None and given.at > self.origin.now + SKEW:
                self.refuse(record, field, "时间在将来，请核对。")

    def _check_item(self, record: Record, name: str) -> None:
        assert self._items is not None
        found = len(self._items.list(name))
        if found == 0:
            self.refuse(record, "service_item", "没有这个事项，请填事项清单里的名称或编码。")
        elif found > 1:
            self.refuse(record, "service_item", f"有 {found} 个同名事项，请改填事项编码。")

    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Add the case or compare it with what is stored; append steps, update materials."""
        first = group.records[0]
        state = self._cases.get(group.key)
        is_new = state is None
        if state is None:
            state = self._begin(group)
            if state is None:
                return
        elif not self._agrees(state, group):
            return
        heading = self._update_heading(state, group)
        steps = given_steps(group, state)
        added = self._append(state, steps)
        outcomes: list[Outcome] = []
        for record in group.records:
            outcome = self._put_material(state, record)
            if record.number in added or (is_new and record is first):
                outcome = "new"
            elif heading and record is first and outcome == "unchanged":
                outcome = "changed"
            outcomes.append(outcome)
        store_case(changes, self.ids, state, self.origin)
        yield from outcomes

    def _begin(self, group: Group) -> CaseState | None:
        first = group.records[0]
        item = self._item_of(group)
        uscc = next((record.values["uscc"] for record in group.records if record.get("uscc")), None)
        if uscc is None:
            self.refuse(first, "uscc", "没有填写：系统中还没有这个办件，新办件要有企业代码。")
        if item is None:
            self.refuse(first, "service_item", "没有填写：系统中还没有这个办件，新办件要有事项。")
        if not any(record.get("stage") or record.get("opened_at") for record in group.records):
            self.refuse(first, "stage", "没有填写：新办件要有阶段和阶段时间，或收件时间。")
        enterprise = self._enterprises.find(uscc) if uscc else None
        if item is None or enterprise is None:
            return None
        self._compare(group, "uscc", uscc)
        return CaseState(
            id=self.ids.take(Case),
            number=group.key,
            enterprise_id=enterprise.id,
            item=item,
            title=item.name,
            section=item.section,
            source=self.origin.source,
            is_new=True,
        )

    def _agrees(self, state: CaseState, group: Group) -> bool:
        """Tell whether a stored case is the one that the rows speak of; refuse what contradicts."""
        before = len(self._refused)
        for record in group.records:
            if state.source is not None and state.source != self.origin.source:
                self.refuse(record, "number", f"由“{state.source}”维护，请在那个系统中修改。")
                break
            enterprise = self._enterprises.find(record.values["uscc"]) if record.get("uscc") else None
            if enterprise is not None and enterprise.id != state.enterprise_id:
                self.refuse(record, "uscc", "系统中这个办件属于另一家企业，请核对受理编号和代码。")
            item = self._item(record)
            if item is not None and item.id != state.item.id:
                self.refuse(record, "service_item", f"系统中这个办件的事项是“{state.item.name}”，不能改。")
            opened = record.get("opened_at")
            if opened is not None and not _same_moment(opened, state):
                self.refuse(
                    record, "opened_at", f"与系统中的收件时间（{state.opened_on}）不一致，历史不能改写。"
                )
        return len(self._refused) == before

    def _update_heading(self, state: CaseState, group: Group) -> bool:
        """Take over title and section, and whose case it is; tell whether a stored one changes."""
        before = (state.title, state.section, state.source)
        for field in ("title", "section"):
            given = [record for record in group.records if record.get(field) is not None]
            if given:
                self._compare(group, field, given[0].values[field])
                setattr(state, field, given[0].values[field])
        state.source = state.source or self.origin.source
        state.heading_changed = (state.title, state.section, state.source) != before
        return state.heading_changed

    def _append(self, state: CaseState, steps: Sequence[GivenStep]) -> set[int]:
        """Append the steps that are not there yet; return the numbers of the rows that they come from."""
        faults = match_steps(state, steps)
        for step, field, message in faults:
            self.refuse(step.record, field, message)
        return {step.record.number for step in steps if step.is_appended}

    def _put_material(self, state: CaseState, record: Record) -> Outcome:
        name = record.get("material")
        if name is None:
            return "unchanged"
        state_given: str = record.values["material_state"]
        due_on: date | None = record.get("material_due_on") if state_given != "received" else None
        given = (state_given, due_on, record.get("material_note"))
        stored = state.materials.get(name)
        if stored is None:
            position = max((material.position for material in state.materials.values()), default=0) + 1
            state.materials[name] = Material(None, position, *given, is_touched=True)
            return "new"
        if given == (stored.state, stored.due_on, stored.note):
            return "unchanged"
        stored.state, stored.due_on, stored.note = given
        stored.is_touched = True
        return "changed"

    def _compare(self, group: Group, field: str, value: object) -> None:
        first = next(record for record in group.records if record.get(field) == value)
        for record in group.records:
            if record.get(field) not in (None, value):
                self.refuse(record, field, f"与第 {first.number} 行同一办件的内容不一致，请统一。")

    def _item_of(self, group: Group) -> KnownItem | None:
        items = [item for record in group.records if (item := self._item(record)) is not None]
        first = next((record for record in group.records if record.get("service_item")), None)
        for record in group.records:
            item = self._item(record)
            if item is not None and first is not None and item.id != items[0].id:
                self.refuse(record, "service_item", f"与第 {first.number} 行同一办件的内容不一致，请统一。")
        return items[0] if items else None

    def _item(self, record: Record) -> KnownItem | None:
        assert self._items is not None
        name = record.get("service_item")
        found = self._items.list(name) if name is not None else []
        return found[0] if len(found) == 1 else None


def _same_moment(given: object, state: CaseState) -> bool:
    from records.feeds.moments import Moment

    assert isinstance(given, Moment)
    if state.opened_at is None:
        return True
    return given.at.date() == state.opened_on if given.is_day else given.at == state.opened_at
