"""What the look-ups return. Money is integer fen; times are aware; dates are Chinese calendar days."""

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
MaterialState = Literal["received", "missing", "tolerated", "supplement"]
ClockState = Literal["not_started", "running", "paused", "stopped"]
Standing = Literal["none", "red", "yellow", "black"]
EntryKind = Literal["grant", "reserve", "redeem", "release", "expire", "correct"]
Register = Literal["high_tech_enterprise", "incubator", "science_commissioner"]
ContactRole = Literal["legal_representative", "handler", "viewer"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Freshness(_View):
    """Of when data are whose master is another system (数据截至…); `is_stale`: it did not answer when last asked."""

    source: str
    as_of: datetime
    is_stale: bool = False


class CaseStage(_View):
    """One step of a case's history."""

    stage: Stage
    label: str
    at: datetime
    note: str | None = None


class CaseMaterial(_View):
    """One material of a case; tolerated (容缺) and supplement (补正) ones are due on a day."""

    name: str
    state: MaterialState
    state_label: str
    due_on: date | None = None
    is_overdue: bool = False
    note: str | None = None


class CaseStatus(_View):
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
    materials: list[CaseMaterial] = []
    freshness: Freshness | None = None


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
    partner_regions: list[str] = []


class VoucherService(_View):
    """A service that vouchers pay for, and how much of what is available may go to it, in fen."""

    service: str
    available_fen: int


class RedemptionWindow(_View):
    """When reserved vouchers are redeemed. `note` says it in words where the rule gives no dates."""

    region: str
    opens_on: date | None = None
    closes_on: date | None = None
    is_open: bool = False
    note: str | None = None
    source: str


class VoucherBalance(_View):
    """What an enterprise's vouchers can still pay for, in fen.

    `expiring_on` and `expiring_fen`: what lapses first. `windows`: the open or next redemption window by region.
    `review`: how long a review takes, in words with its source.
    """

    kind: Literal["voucher_balance"] = "voucher_balance"
    enterprise_name: str
    as_of: date
    available_fen: int
    reserved_fen: int
    batches: list[VoucherBatchView]
    services: list[VoucherService] = []
    expiring_on: date | None = None
    expiring_fen: int = 0
    windows: list[RedemptionWindow] = []
    review: str | None = None
    freshness: Freshness | None = None


class VoucherStatementLine(_View):
    """One ledger entry of a statement; amounts in fen, `change_fen` is its effect on what is available."""

    at: datetime
    batch_number: str
    kind: EntryKind
    kind_label: str
    amount_fen: int
    change_fen: int
    balance_after_fen: int
    reserved_after_fen: int
    service: str | None = None
    note: str | None = None


class VoucherMovement(_View):
    """All entries of one kind in a period, in fen: `change_fen` is their effect on what is available.

    What is redeemed from a reservation changes nothing that is available: the reservation has done so.
    """

    kind: EntryKind
    kind_label: str
    amount_fen: int
    change_fen: int


class VoucherStatement(_View):
    """The movements of an enterprise's vouchers in a period, both days included, between two balances.

    `lines` are the newest, oldest first; `line_count` counts all. `usable_fen` is the part of `closing_fen` that can be
    used on the last day, `used_fen` what was redeemed in the period. `movements` are the kinds that occurred:
    opening plus the change of each is closing. `download`: the file's address below the service's.
    """

    kind: Literal["voucher_statement"] = "voucher_statement"
    enterprise_name: str
    begins_on: date
    ends_on: date
    opening_fen: int
    closing_fen: int
    usable_fen: int = 0
    used_fen: int = 0
    movements: list[VoucherMovement] = []
    lines: list[VoucherStatementLine]
    line_count: int
    download: str | None = None
    freshness: Freshness | None = None


class CreditEventView(_View):
    """One credit event in force at the date of the look-up."""

    kind_label: str
    basis: str
    document: str | None
    recorded_on: date
    valid_to: date | None
    authority: str | None = None


class CreditMeasure(_View):
    """An incentive or joint penalty that follows from a standing, with the document that says so."""

    text: str
    source: str


class CreditRepair(_View):
    """How a breach is repaired (信用修复). `earliest_on` is None where no rule gives a time."""

    conditions: list[str]
    steps: list[str]
    earliest_on: date | None = None
    source: str


class CreditStanding(_View):
    """Research-credit standing (科研诚信) of an enterprise at a date."""

    kind: Literal["credit_standing"] = "credit_standing"
    enterprise_name: str
    as_of: date
    standing: Standing
    standing_label: str
    events: list[CreditEventView]
    repair: str | None
    measures: list[CreditMeasure] = []
    repair_path: CreditRepair | None = None
    freshness: Freshness | None = None


class CreditCheckFinding(_View):
    """A rule that stands against an application (一票否决), the event behind it, and the rule's source."""

    rule: str
    event: str
    source: str


class CreditCheck(_View):
    """Whether an enterprise's credit stands in the way of applying for a service item on a day."""

    kind: Literal["credit_check"] = "credit_check"
    enterprise_name: str
    service_item: str | None
    as_of: date
    passes: bool
    findings: list[CreditCheckFinding]
    checked: list[str]


class RegisterFinding(_View):
    """One entry of a published register. `is_in_force` at the date of the look-up; `removed_on` if removed by then."""

    register_id: Register
    register_label: str
    name: str
    region: str | None
    level: str | None
    certificate_number: str | None
    listed_on: date
    valid_to: date | None
    is_in_force: bool
    removed_on: date | None = None
    document: str
    is_sample: bool = False


class RegisterResult(_View):
    """What the published registers say of a name; `searched` are the registers that were looked through.

    `suggestions` are names to choose from where it is a part of several (choice), or that differ from it by one
    character (near): nothing is said of them.
    """

    kind: Literal["register"] = "register"
    query: str
    as_of: date
    searched: list[str]
    findings: list[RegisterFinding]
    suggests: Literal["choice", "near"] | None = None
    suggestions: list[str] = []


class PersonView(_View):
    """Somebody who acts for an enterprise; the phone is masked."""

    name: str
    masked_phone: str
    role: ContactRole
    role_label: str
    state: Literal["active", "invited", "invitation_expired"]
    is_you: bool = False


class People(_View):
    """Everybody who acts for an enterprise, shown to its legal representative."""

    kind: Literal["people"] = "people"
    enterprise_name: str
    people: list[PersonView]
