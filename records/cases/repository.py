"""Cases: stored with their history, and found for their enterprise or for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, inspect, or_, select
from sqlalchemy.orm import Session

from contracts.lookup import Stage
from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.due_dates import keep_due_dates
from records.cases.numbers import normalise_case_number
from records.models import Case, CaseStageEntry, ServiceItem
from records.values.clock import SHANGHAI


@dataclass(frozen=True)
class CaseFilter:
    """Which cases of an enterprise: of service items (codes or topic ids; none: of any), opened on days from–to.

    Both days are included.
    """

    service_items: Sequence[str] = ()
    opened_from: date | None = None
    opened_to: date | None = None


def open_case(
    session: Session,
    *,
    number: str,
    enterprise_id: int,
    service_item_id: int,
    title: str,
    section: str | None,
    now: datetime,
    source: str | None = None,
    calendar: WorkingDays | None = None,
) -> Case:
    """Store a new case, received now. `calendar`: by default the one of the database (`load_calendar`)."""
    case = Case(
        number=number,
        enterprise_id=enterprise_id,
        service_item_id=service_item_id,
        title=title,
        section=section,
        source=source,
        stage="received",
        since=now,
        opened_at=now,
    )
    case.history.append(CaseStageEntry(sequence=1, stage="received", at=now))
    session.add(case)
    session.flush()
    _keep(session, case, calendar)
    return case


def record_stage(
    session: Session,
    case: Case,
    stage: Stage,
    *,
    at: datetime,
    note: str | None = None,
    due_on: date | None = None,
    key: str | None = None,
    calendar: WorkingDays | None = None,
) -> None:
    """Append a stage to a case's history; its due days follow. `due_on`: by then the enterprise must act.

    `key` is unique among all stages: it makes a step that another system reports happen once. `calendar`: by default
    the one of the database (`load_calendar`).
    """
    _wait_for_others(session, case)
    sequence = case.history[-1].sequence + 1 if case.history else 1
    entry = CaseStageEntry(sequence=sequence, stage=stage, at=at, note=note, due_on=due_on, key=key)
    case.history.append(entry)
    case.stage, case.since = stage, at
    _keep(session, case, calendar)


def _wait_for_others(session: Session, case: Case) -> None:
    """Lock a stored case until the transaction ends, and read the history that others have written meanwhile."""
    if inspect(case).persistent:
        session.execute(select(Case.id).where(Case.id == case.id).with_for_update(key_share=True))
        session.refresh(case, ["history"])


def list_cases(
    session: Session, enterprise_id: int, wanted: CaseFilter = CaseFilter(), *, limit: int = 5
) -> Sequence[Case]:
    """Return an enterprise's cases, newest first."""
    query = _select(enterprise_id, wanted).order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)
    return session.scalars(query).unique().all()


def count_cases(session: Session, enterprise_id: int, wanted: CaseFilter = CaseFilter()) -> int:
    """Return how many cases `list_cases` would return without a limit."""
    matching = _select(enterprise_id, wanted).with_only_columns(Case.id).subquery()
    return session.scalars(select(func.count()).select_from(matching)).one()


def find_case_of(session: Session, enterprise_id: int, case_number: str) -> Case | None:
    """Return the enterprise's case of that number. Somebody else's and an unknown one are None alike."""
    number = normalise_case_number(case_number)
    query = select(Case).where(Case.number == number, Case.enterprise_id == enterprise_id)
    return session.scalars(query).unique().one_or_none()


def find_case(session: Session, case_number: str) -> Case | None:
    """Return the case of that number, whosever it is: for staff."""
    query = select(Case).where(Case.number == normalise_case_number(case_number))
    return session.scalars(query).unique().one_or_none()


def list_item_names(session: Session, service_items: Sequence[str]) -> Sequence[str]:
    """Return the names of service items by their codes or topics, in the order of the catalogue."""
    query = select(ServiceItem.name).where(_is_one_of(service_items)).order_by(ServiceItem.id)
    return session.scalars(query).all()


def _is_one_of(service_items: Sequence[str]) -> ColumnElement[bool]:
    return or_(ServiceItem.code.in_(service_items), ServiceItem.topic.in_(service_items))


def _select(enterprise_id: int, wanted: CaseFilter) -> Select[Case]:
    query = select(Case).where(Case.enterprise_id == enterprise_id)
    if wanted.service_items:
        items = select(ServiceItem.id).where(_is_one_of(wanted.service_items))
        query = query.where(Case.service_item_id.in_(items))
    if wanted.opened_from is not None:
        query = query.where(Case.opened_at >= _midnight(wanted.opened_from))
    if wanted.opened_to is not None:
        query = query.where(Case.opened_at < _midnight(wanted.opened_to + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def _keep(session: Session, case: Case, calendar: WorkingDays | None) -> None:
    keep_due_dates(case, calendar or load_calendar(session, WorkingDays()))
    session.flush()
