"""A stage change that another system reports by itself: taken over once, in its order, or refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import Stage
from records.audit.log import record_audit
from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.numbers import normalise_case_number
from records.cases.repository import record_stage
from records.feeds.problems import ValueInvalid
from records.feeds.stage_order import can_follow
from records.feeds.values import plain_text
from records.models import Case, CaseStageEntry, DataSource, WebhookEvent
from records.storage.upsert import insert_if_absent
from records.values.clock import day_of, in_shanghai

SKEW = timedelta(minutes=5)
LONGEST_SOURCE = 40


class StageReport(BaseModel):
    """What is reported. `at` has an offset; `due_on` is the last day of a supplement; the note is public.

    Control characters are refused, as in a file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: str = Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")
    case_number: str = Field(min_length=1, max_length=60)
    stage: Stage
    at: AwareDatetime = Field(strict=True)
    note: str | None = Field(default=None, max_length=500)
    due_on: date | None = Field(default=None, strict=True)

    @field_validator("case_number", "note")
    @classmethod
    def _can_be_shown(cls, text: str | None) -> str | None:
        try:
            return text if text is None else plain_text(text)
        except ValueInvalid as problem:
            raise ValueError(str(problem)) from problem

    @model_validator(mode="after")
    def _due_fits(self) -> StageReport:
        if self.due_on is not None and self.stage != "supplement_requested":
            raise ValueError("due_on 只用于 supplement_requested")
        if self.due_on is not None and self.due_on < day_of(self.at):
            raise ValueError("due_on 早于 at")
        return self

    def digest(self) -> str:
        """Return what tells two reports apart, whatever their spelling: SHA-256, in hex."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class ReportRefused(Exception):
    """A report that is not taken over; `outcome` is for the audit log, the message for the other system, in Chinese."""

    outcome = "refused"


class EventReused(ReportRefused):
    """The same event id came with other content."""

    outcome = "event_reused"

    def __init__(self) -> None:
        super().__init__("这个 event_id 已用于另一个内容不同的事件。")


class CaseUnknown(ReportRefused):
    """There is no such case of this source."""

    outcome = "not_found"

    def __init__(self) -> None:
        super().__init__("没有这个办件。")


class StageImpossible(ReportRefused):
    """The case cannot come to this stage at this time."""

    outcome = "impossible"


class InFuture(ReportRefused):
    """What is reported has not happened yet."""

    outcome = "in_future"

    def __init__(self) -> None:
        super().__init__("at 在将来，请核对两边的时钟。")


@dataclass(frozen=True)
class ReportTaken:
    """The case's stage now; `is_new` is False when the report was known already."""

    case_number: str
    stage: str
    is_new: bool


def take_report(
    session: Session, source: str, report: StageReport, *, now: datetime, calendar: WorkingDays
) -> ReportTaken:
    """Append the reported stage to its case. The same report again changes nothing.

    Raises InFuture, EventReused, CaseUnknown, StageImpossible; nothing is stored then.
    """
    if report.at > now + SKEW:
        raise InFuture
    values = {
        "source": source,
        "event_id": report.event_id,
        "body_hash": report.digest(),
        "received_at": now,
    }
    is_first = insert_if_absent(session, WebhookEvent, values, ["source", "event_id"])
    if not is_first and session.get_one(WebhookEvent, (source, report.event_id)).body_hash != report.digest():
        raise EventReused
    case = _lock_case(session, source, report.case_number)
    if not is_first:
        return ReportTaken(case.number, case.stage, is_new=False)
    _note_source(session, source, now)
    if _is_known(case.history, report):
        return ReportTaken(case.number, case.stage, is_new=False)
    _check_order(case, report)
    key = f"{source}:{report.event_id}"
    calendar = load_calendar(session, calendar)
    record_stage(
        session,
        case,
        report.stage,
        at=report.at,
        note=report.note,
        due_on=report.due_on,
        key=key,
        calendar=calendar,
    )
    record_audit(
        session,
        actor=f"webhook:{source}",
        action="case.stage",
        subject=f"case:{case.number}",
        outcome=report.stage,
        reason=f"event {report.event_id}",
        now=now,
    )
    return ReportTaken(case.number, case.stage, is_new=True)


def record_refusal(
    session: Session, source: str, report: StageReport, refusal: ReportRefused, now: datetime
) -> None:
    """Append to the audit log that a report was refused."""
    record_audit(
        session,
        actor=f"webhook:{source}",
        action="case.stage",
        subject=f"case:{normalise_case_number(report.case_number)}",
        outcome=refusal.outcome,
        reason=f"event {report.event_id}",
        now=now,
    )


def _lock_case(session: Session, source: str, number: str) -> Case:
    """Return the case, locked; one of another system is as unknown as one that is not there. Raises CaseUnknown."""
    query = select(Case).where(Case.number == normalise_case_number(number)).with_for_update(of=Case)
    case = session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if case is None or case.source not in (None, source):
        raise CaseUnknown
    return case


def _is_known(history: list[CaseStageEntry], report: StageReport) -> bool:
    """Tell whether the step is there already, from a file or another connection."""
    return any(entry.stage == report.stage and entry.at == report.at for entry in history)


def _check_order(case: Case, report: StageReport) -> None:
    last = case.history[-1] if case.history else None
    if last is None:
        return
    if report.at < last.at:
        at = in_shanghai(last.at)
        raise StageImpossible(f"at 早于办件的上一步（{last.stage}，{at.isoformat(timespec='seconds')}）。")
    if not can_follow(cast(Stage, last.stage), report.stage):
        raise StageImpossible(f"{last.stage} 之后不能是 {report.stage}。")


def _note_source(session: Session, source: str, now: datetime) -> None:
    """Remember that the source has reported; one that is also asked keeps the state of its asking."""
    insert_if_absent(session, DataSource, {"name": source, "title": source, "kind": "webhook"}, ["name"])
    row = session.get_one(DataSource, source)
    if row.kind == "webhook":
        row.last_success_at = row.last_attempt_at = now
