"""A case in one line, as staff see it in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import Stage
from records.calendar.working_days import WorkingDays
from records.cases.stages import STAGE_LABELS
from records.models import Case, Enterprise, ServiceItem
from records.values.clock import in_shanghai


@dataclass(frozen=True)
class CaseSummary:
    """One line of a search. Times in Asia/Shanghai; `deadline` is None while no clock runs.

    `action_due_on` is the day by which the enterprise must act; `deadline_is_estimate`: its year's holidays are not
    published yet.
    """

    case_number: str
    title: str
    service_item: str
    enterprise_name: str
    uscc: str
    section: str | None
    stage: Stage
    stage_label: str
    since: datetime
    deadline: date | None = None
    deadline_is_estimate: bool = False
    action_due_on: date | None = None


def summarise(
    session: Session, case_ids: Sequence[int], calendar: WorkingDays | None = None
) -> list[CaseSummary]:
    """Return the lines of some cases, in the order of their ids as given."""
    columns = (
        Case.id,
        Case.number,
        Case.title,
        ServiceItem.name.label("item"),
        Enterprise.name.label("enterprise"),
        Enterprise.uscc,
        Case.section,
        Case.stage,
        Case.since,
        Case.due_on,
        Case.action_due_on,
    )
    query = (
        select(*columns)
        .join(Enterprise, Enterprise.id == Case.enterprise_id)
        .join(ServiceItem, ServiceItem.id == Case.service_item_id)
        .where(Case.id.in_(case_ids))
    )
    found = {row.id: _line(row, calendar) for row in session.execute(query)} if case_ids else {}
    return [found[case_id] for case_id in case_ids if case_id in found]


def _line(row: Any, calendar: WorkingDays | None) -> CaseSummary:
    stage = cast(Stage, row.stage)
    is_published = calendar is None or row.due_on is None or calendar.is_published(row.due_on.year)
    return CaseSummary(
        case_number=row.number,
        title=row.title,
        service_item=row.item,
        enterprise_name=row.enterprise,
        uscc=row.uscc,
        section=row.section,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        since=in_shanghai(row.since),
        deadline=row.due_on,
        deadline_is_estimate=not is_published,
        action_due_on=row.action_due_on,
    )
