"""What the published registers say. Dates are Chinese calendar days."""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.lookup.view import Freshness, View

Register = Literal["high_tech_enterprise", "incubator", "science_commissioner"]


class RegisterFinding(View):
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


class RegisterResult(View):
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
    suggestions: list[str] = Field(default_factory=list)
    freshness: Freshness | None = None
