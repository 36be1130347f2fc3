"""Cases: stored with their history, found for their enterprise or for staff, and put into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contracts.lookup import CaseStage, CaseStatus, Stage
from records.cases.stages import NEXT_STEPS, STAGE_LABELS, is_clock_running
from records.clock import day_of, in_shanghai
from records.models import Case, CaseStageEntry, ServiceItem
from records.working_days import Deadline, WorkingDays

_CASE_NUMBER = re.compile(r"([A-Z]{2})([0-9]{4})-?([0-9]{6})")
_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Z\u4e00-\u9fff]")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")


def normalise_case_number(text: str) -> str:
    """Return a case number as it is stored (`XS2026-000123`): capitals, half-width, no blanks, one hyphen.

    The letter O among the digits is read as 0. What is no case number comes back compacted, and finds nothing.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    found = _CASE_NUMBER.fullmatch(compact[:2] + compact[2:].replace("O", "0"))
    return f"{found[1]}{found[2]}-{found[3]}" if found else _NOT_IN_NUMBERS.sub("", compact)[:40]


def open_case(
    session: Session,
    *,
    number: str,
    enterprise_id: int,
    service_item_id: int,
    title: str,
    section: str | None,
    now: datetime,
) -> Case:
    """Store a new case, received now."""
    case = Case(
        number=number,
        enterprise_id=enterprise_id,
        service_item_id=service_item_id,
        title=title,
        section=section,
        stage="received",
        since=now,
        opened_at=now,
    )
    case.history.append(CaseStageEntry(sequence=1, stage="received", at=now))
    session.add(case)
    session.flush()
    return case


def record_stage(
    session: Session,
    case: Case,
    stage: Stage,
    *,
    at: datetime,
    note: str | None = None,
    due_on: date | None = None,
) -> None:
    """Append a stage to a case's history. `due_on` is the day by which the enterprise must act."""
    sequence = case.history[-1].sequence + 1 if case.history else 1
    case.history.append(CaseStageEntry(sequence=sequence, stage=stage, at=at, note=note, due_on=due_on))
    case.stage, case.since = stage, at
    session.flush()


def list_cases(
    session: Session, enterprise_id: int, *, service_item: str | None = None, limit: int = 5
) -> Sequence[Case]:
    """Return an enterprise's cases, newest first; `service_item` is a code of the catalogue or a topic id."""
    query = select(Case).where(Case.enterprise_id == enterprise_id)
    if service_item is not None:
        matches = or_(ServiceItem.code == service_item, ServiceItem.topic == service_item)
        query = query.where(Case.service_item_id.in_(select(ServiceItem.id).where(matches)))
    return session.scalars(query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).unique().all()


def find_case_of(session: Session, enterprise_id: int, case_number: str) -> Case | None:
    """Return the enterprise's case of that number. Somebody else's and an unknown one are None alike."""
    number = normalise_case_number(case_number)
    query = select(Case).where(Case.number == number, Case.enterprise_id == enterprise_id)
    return session.scalars(query).unique().one_or_none()


def find_case(session: Session, case_number: str) -> Case | None:
    """Return the case of that number, whosever it is: for staff."""
    query = select(Case).where(Case.number == normalise_case_number(case_number))
    return session.scalars(query).unique().one_or_none()


def case_status_view(case: Case, *, calendar: WorkingDays, now: datetime) -> CaseStatus:
    """Return what may be shown of a case: where it stands, what comes next and by when. Times in Asia/Shanghai."""
    stage = cast(Stage, case.stage)
    deadline = decision_deadline(case, calendar)
    return CaseStatus(
        case_number=case.number,
        enterprise_name=case.enterprise.name,
        service_item=case.service_item.name,
        title=case.title,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        since=in_shanghai(case.since),
        next_step=NEXT_STEPS[stage],
        deadline=deadline.day if deadline else None,
        deadline_is_estimate=deadline.is_estimate if deadline else False,
        todo=_todo(case, day_of(now)),
        section=case.section,
        history=[_stage_view(entry) for entry in case.history],
    )


def decision_deadline(case: Case, calendar: WorkingDays) -> Deadline | None:
    """Return by when a decision is due; None while the clock does not run, or where no time limit is stated.

    The limit is the promised one, else the statutory one, in working days from the day after acceptance. Working
    days after acceptance during which the clock stood still are added.
    """
    limit = case.service_item.promised_days or case.service_item.statutory_days
    accepted = next((entry for entry in case.history if entry.stage == "accepted"), None)
    if limit is None or accepted is None or not is_clock_running(cast(Stage, case.stage)):
        return None
    return calendar.add(day_of(accepted.at), limit + _paused_days(case.history, accepted.sequence, calendar))


def _paused_days(history: Sequence[CaseStageEntry], after: int, calendar: WorkingDays) -> int:
    """Return the working days after acceptance spent in stages in which the clock does not run."""
    return sum(
        calendar.count(day_of(entry.at), day_of(following.at))
        for entry, following in pairwise(history)
        if entry.sequence > after and not is_clock_running(cast(Stage, entry.stage))
    )


def _todo(case: Case, today: date) -> str | None:
    last = case.history[-1] if case.history else None
    if last is None or last.stage != "supplement_requested":
        return None
    what = f"请补正：{last.note}" if last.note else "请按通知补正材料"
    if last.due_on is None:
        return f"{what}。"
    day = f"{last.due_on.year}年{last.due_on.month}月{last.due_on.day}日"
    if last.due_on < today:
        return f"{what}。补正期限 {day} 已过，请尽快联系办理科室。"
    return f"{what}。请在 {day} 前（含当日）提交。"


def _stage_view(entry: CaseStageEntry) -> CaseStage:
    stage = cast(Stage, entry.stage)
    return CaseStage(stage=stage, label=STAGE_LABELS[stage], at=in_shanghai(entry.at), note=entry.note)
