"""A case as it is stored and as it will be, and how the difference is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import Stage
from records.cases.deadlines import Limits, Step, derive_due_dates
from records.feeds.changes import Changes, Ids, Shape
from records.feeds.known import KnownItem
from records.feeds.writing import Origin
from records.models import Case, CaseMaterial, CaseStageEntry, ServiceItem
from records.values.clock import day_of

_NEW_CASE = Shape(
    Case,
    (
        "id",
        "number",
        "number_reversed",
        "enterprise_id",
        "service_item_id",
        "title",
        "section",
        "stage",
        "since",
        "opened_at",
        "due_on",
        "action_due_on",
        "source",
    ),
)
_HEADING = Shape(Case, ("title", "section", "source"))
_POSITION = Shape(Case, ("stage", "since", "due_on", "action_due_on"))
_STEP = Shape(CaseStageEntry, ("case_id", "sequence", "stage", "at", "note", "due_on"))
_NEW_MATERIAL = Shape(CaseMaterial, ("case_id", "position", "name", "state", "due_on", "note", "updated_at"))
_MATERIAL = Shape(CaseMaterial, ("state", "due_on", "note", "updated_at"))


@dataclass(slots=True)
class StoredStep:
    """A step of a case's history; `is_new` until it is written."""

    sequence: int
    stage: Stage
    at: datetime
    note: str | None
    due_on: date | None
    is_new: bool = False


@dataclass(slots=True)
class Material:
    """A material of a case; `is_touched` when it must be written."""

    id: int | None
    position: int
    state: str
    due_on: date | None
    note: str | None
    is_touched: bool = False


@dataclass(slots=True)
class CaseState:
    """A case with its history and materials by name."""

    id: int
    number: str
    enterprise_id: int
    item: KnownItem
    title: str
    section: str | None
    source: str | None
    opened_at: datetime | None = None
    is_new: bool = False
    heading_changed: bool = False
    history: list[StoredStep] = field(default_factory=list)
    materials: dict[str, Material] = field(default_factory=dict)

    @property
    def opened_on(self) -> date | None:
        """The Chinese calendar day on which the case was opened."""
        return day_of(self.opened_at) if self.opened_at else None


def load_cases(session: Session, numbers: set[str]) -> dict[str, CaseState]:
    """Return the stored cases of these numbers, locked until the transaction ends."""
    columns = (
        Case.id,
        Case.number,
        Case.enterprise_id,
        Case.title,
        Case.section,
        Case.source,
        Case.opened_at,
        ServiceItem.id.label("item_id"),
        ServiceItem.name.label("item_name"),
        ServiceItem.section.label("item_section"),
        ServiceItem.statutory_days,
        ServiceItem.promised_days,
        ServiceItem.acceptance_days,
    )
    query = (
        select(*columns)
        .join(ServiceItem, ServiceItem.id == Case.service_item_id)
        .where(Case.number.in_(sorted(numbers)))
        .order_by(Case.id)
        .with_for_update(of=Case.__table__)
    )
    by_id: dict[int, CaseState] = {}
    for row in session.execute(query):
        limits = Limits(row.statutory_days, row.promised_days, row.acceptance_days)
        item = KnownItem(row.item_id, row.item_name, row.item_section, limits)
        by_id[row.id] = CaseState(
            row.id, row.number, row.enterprise_id, item, row.title, row.section, row.source, row.opened_at
        )
    _load_parts(session, by_id)
    return {state.number: state for state in by_id.values()}


def _load_parts(session: Session, by_id: dict[int, CaseState]) -> None:
    entry, material = CaseStageEntry, CaseMaterial
    steps = select(entry.case_id, entry.sequence, entry.stage, entry.at, entry.note, entry.due_on)
    steps = steps.where(entry.case_id.in_(sorted(by_id))).order_by(entry.case_id, entry.sequence)
    for row in session.execute(steps):
        step = StoredStep(row.sequence, cast(Stage, row.stage), row.at, row.note, row.due_on)
        by_id[row.case_id].history.append(step)
    materials = select(
        material.id, material.case_id, material.position, material.name, material.state, material.due_on
    ).add_columns(material.note)
    for row in session.execute(materials.where(material.case_id.in_(sorted(by_id)))):
        by_id[row.case_id].materials[row.name] = Material(
            row.id, row.position, row.state, row.due_on, row.note
        )


def store_case(changes: Changes, ids: Ids, state: CaseState, origin: Origin) -> None:
    """Plan to write what is new or changed of a case."""
    if not state.history:
        return
    last = state.history[-1]
    touched = any(material.is_touched for material in state.materials.values())
    if state.is_new or last.is_new or touched:
        due = _due_dates(state, origin)
        position = (last.stage, last.at, *due)
        if state.is_new:
            changes.insert(_NEW_CASE, _case_row(state, position))
        else:
            changes.update(_POSITION, state.id, position)
    if state.heading_changed and not state.is_new:
        changes.update(_HEADING, state.id, (state.title, state.section, state.source))
    for step in state.history:
        if step.is_new:
            changes.insert(_STEP, (state.id, step.sequence, step.stage, step.at, step.note, step.due_on))
    for name, material in state.materials.items():
        if material.is_touched:
            _store_material(changes, state.id, name, material, origin.now)


def _store_material(changes: Changes, case_id: int, name: str, material: Material, now: datetime) -> None:
    rest = (material.state, material.due_on, material.note, now)
    if material.id is None:
        changes.insert(_NEW_MATERIAL, (case_id, material.position, name, *rest))
    else:
        changes.update(_MATERIAL, material.id, rest)


def _case_row(
    state: CaseState, position: tuple[str, datetime, date | None, date | None]
) -> tuple[object, ...]:
    stage, since, due_on, action_due_on = position
    return (
        state.id,
        state.number,
        state.number[::-1],
        state.enterprise_id,
        state.item.id,
        state.title,
        state.section,
        stage,
        since,
        state.history[0].at,
        due_on,
        action_due_on,
        state.source,
    )


def _due_dates(state: CaseState, origin: Origin) -> tuple[date | None, date | None]:
    steps = [Step(step.stage, step.at, step.due_on) for step in state.history]
    waiting = [
        material.due_on
        for material in state.materials.values()
        if material.due_on is not None and material.state != "received"
    ]
    due = derive_due_dates(steps, state.item.limits, origin.calendar, materials_due_on=waiting)
    return due.due_on, due.action_due_on
