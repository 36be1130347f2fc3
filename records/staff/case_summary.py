"""A case in one line, as staff see it in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from contracts.lookup import Stage
from records.cases.stages import STAGE_LABELS
from records.clock import in_shanghai
from records.models import Case
from records.working_days import WorkingDays


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
    query = (
        select(Case).where(Case.id.in_(case_ids)).options(lazyload(Case.history), lazyload(Case.materials))
    )
    found = {case.id: case for case in session.scalars(query)}
    return [_line(found[case_id], calendar) for case_id in case_ids if case_id in found]


def _line(case: Case, calendar: WorkingDays | None) -> CaseSummary:
    stage = cast(Stage, case.stage)
    is_estimate = (
        case.due_on is not None and calendar is not None and not calendar.is_published(case.due_on.year)
    )
    return CaseSummary(
        case_number=case.number,
        title=case.title,
        service_item=case.service_item.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        section=case.section,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        since=in_shanghai(case.since),
        deadline=case.due_on,
        deadline_is_estimate=is_estimate,
        action_due_on=case.action_due_on,
    )
