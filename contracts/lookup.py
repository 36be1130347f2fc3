"""What the three look-ups return. Money is integer fen; times are aware; dates are Chinese calendar days."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

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
Standing = Literal["none", "red", "yellow", "black"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class CaseStage(_View):
    """One step of a case's history."""

    stage: Stage
    label: str
    at: datetime
    note: str | None = None


class CaseStatus(_View):
    """Where one case stands."""

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


class VoucherBatchView(_View):
    """One batch of vouchers. All amounts in fen; available = granted - redeemed - reserved - expired."""

    batch_number: str
    name: str
    granted_fen: int
    available_fen: int
    reserved_fen: int
    redeemed_fen: int
    expired_fen: int
    valid_from: date
    valid_to: date
    scope: list[str]
    region: str


class VoucherBalance(_View):
    """What an enterprise's vouchers can still pay for, in fen."""

    kind: Literal["voucher_balance"] = "voucher_balance"
    enterprise_name: str
    as_of: date
    available_fen: int
    reserved_fen: int
    batches: list[VoucherBatchView]


class CreditEventView(_View):
    """One credit event in force at the date of the look-up."""

    kind_label: str
    basis: str
    document: str | None
    recorded_on: date
    valid_to: date | None


class CreditStanding(_View):
    """Research-credit standing (科研诚信) of an enterprise at a date."""

    kind: Literal["credit_standing"] = "credit_standing"
    enterprise_name: str
    as_of: date
    standing: Standing
    standing_label: str
    events: list[CreditEventView]
    repair: str | None
