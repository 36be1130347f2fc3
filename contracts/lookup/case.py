"""Where a case stands. Times are aware; dates are Chinese calendar days."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from contracts.lookup.view import Freshness, View

Stage = Literal[
    "received",
    "supplement_requested",
    "accepted",
    "review",
    "expert_review",
    "publicity",
    "decided",
    "certificate",
    "closed",
    "withdrawn",
    "rejected",
]
MaterialState = Literal["received", "missing", "tolerated", "supplement"]
ClockState = Literal["not_started", "running", "paused", "stopped"]


class CaseStage(View):
    """One step of a case's history."""

    stage: Stage
    label: str
    at: datetime
    note: str | None = None


class CaseMaterial(View):
    """One material of a case; tolerated (容缺) and supplement (补正) ones are due on a day."""

    name: str
    state: MaterialState
    state_label: str
    due_on: date | None = None
    is_overdue: bool = False
    note: str | None = None


class CaseStatus(View):
    """Where one case stands. `deadline` is the promised one, else the statutory one; None while no clock runs.

    `supplement_due_on` is the day by which the enterprise must act, `supplement_is_overdue` that it has passed.
    `deemed` says what counts by law or promise because a time limit has passed (超时默认). `working_days_left`: until
    the deadline, or left when a paused clock goes on. `limit_days`: the limit that the bureau keeps to, in working
    days from acceptance; None where no source states one.
    """

    kind: Literal["case_status"] = "case_status"
    case_number: str
    enterprise_name: str
    service_item: str
    title: str
    stage: Stage
    stage_label: str
    since: datetime
    next_step: str | None
    deadline: date | None
    deadline_is_estimate: bool
    todo: str | None
    section: str | None
    history: list[CaseStage]
    statutory_deadline: date | None = None
    statutory_is_estimate: bool = False
    promised_deadline: date | None = None
    clock: ClockState = "not_started"
    is_overdue: bool = False
    working_days_left: int | None = None
    limit_days: int | None = None
    supplement_due_on: date | None = None
    supplement_is_overdue: bool = False
    deemed: str | None = None
    materials: list[CaseMaterial] = Field(default_factory=list)
    freshness: Freshness | None = None
