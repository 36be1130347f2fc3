"""Keeps `Case.due_on` and `Case.action_due_on` at what follows from a case's history, materials and limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload, selectinload

from contracts.lookup import Stage
from records.calendar.working_days import WorkingDays
from records.cases.deadlines import Limits, Step, derive_due_dates
from records.cases.stages import ENDED
from records.models import STAGES, Case, ServiceItem

_BATCH = 500
_OPEN = tuple(stage for stage in STAGES if stage not in ENDED)


def steps_of(case: Case) -> list[Step]:
    """Return a case's history as plain steps."""
    return [Step(cast(Stage, entry.stage), entry.at, entry.due_on) for entry in case.history]


def limits_of(item: ServiceItem) -> Limits:
    """Return a service item's time limits."""
    return Limits(item.statutory_days, item.promised_days, item.acceptance_days)


def materials_due_on(case: Case) -> Iterable[date]:
    """Return the days by which materials that are still open must be there."""
    return [
        material.due_on
        for material in case.materials
        if material.due_on is not None and material.state != "received"
    ]


def keep_due_dates(case: Case, calendar: WorkingDays) -> bool:
    """Bring a stored case's days up to date; return whether one has changed."""
    due = derive_due_dates(
        steps_of(case), limits_of(case.service_item), calendar, materials_due_on=materials_due_on(case)
    )
    if (case.due_on, case.action_due_on) == (due.due_on, due.action_due_on):
        return False
    case.due_on, case.action_due_on = due.due_on, due.action_due_on
    return True


def refresh_due_dates(
    session: Session, calendar: WorkingDays, *, service_item_ids: Collection[int] | None = None
) -> int:
    """Recompute the cases that are open, all or those of some service items; return how many have changed.

    To be called after a holiday notice or a time limit has changed, and once for cases from before the days were
    kept (migration 0006). Reads 500 cases at a time.
    """
    changed, after = 0, 0
    query = select(Case).where(Case.stage.in_(_OPEN)).order_by(Case.id).limit(_BATCH)
    query = query.options(selectinload(Case.history), lazyload(Case.enterprise))
    if service_item_ids is not None:
        query = query.where(Case.service_item_id.in_(service_item_ids))
    while cases := session.scalars(query.where(Case.id > after)).all():
        changed += sum(keep_due_dates(case, calendar) for case in cases)
        after = cases[-1].id
        session.flush()
    return changed
