"""Research-credit standing and what follows from it. Dates are Chinese calendar days."""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.lookup.view import Freshness, View

Standing = Literal["none", "red", "yellow", "black"]


class CreditEventView(View):
    """One credit event in force at the date of the look-up."""

    kind_label: str
    basis: str
    document: str | None
    recorded_on: date
    valid_to: date | None
    authority: str | None = None


class CreditMeasure(View):
    """An incentive or joint penalty that follows from a standing, with the document that says so."""

    text: str
    source: str


class CreditRepair(View):
    """How a breach is repaired (信用修复). `earliest_on` is None where no rule gives a time."""

    conditions: list[str]
    steps: list[str]
    earliest_on: date | None = None
    source: str


class CreditStanding(View):
    """Research-credit standing (科研诚信) of an enterprise at a date."""

    kind: Literal["credit_standing"] = "credit_standing"
    enterprise_name: str
    as_of: date
    standing: Standing
    standing_label: str
    events: list[CreditEventView]
    repair: str | None
    measures: list[CreditMeasure] = Field(default_factory=list)
    repair_path: CreditRepair | None = None
    freshness: Freshness | None = None


class CreditCheckFinding(View):
    """A rule that stands against an application (一票否决), the event behind it, and the rule's source."""

    rule: str
    event: str
    source: str


class CreditCheck(View):
    """Whether an enterprise's credit stands in the way of applying for a service item on a day.

    That no rule excludes it says nothing of what else follows from a breach in force: `measures` are those, empty
    without a breach.
    """

    kind: Literal["credit_check"] = "credit_check"
    enterprise_name: str
    service_item: str | None
    as_of: date
    passes: bool
    findings: list[CreditCheckFinding]
    checked: list[str]
    standing: Standing = "none"
    standing_label: str | None = None
    measures: list[CreditMeasure] = Field(default_factory=list)
    freshness: Freshness | None = None
