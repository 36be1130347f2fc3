"""What vouchers hold, pay for and did. Money is integer fen; times are aware; dates are Chinese calendar days."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from contracts.lookup.view import Freshness, View

EntryKind = Literal["grant", "reserve", "redeem", "release", "expire", "correct"]


class VoucherBatchView(View):
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
    partner_regions: list[str] = Field(default_factory=list)


class VoucherService(View):
    """A service that vouchers pay for, and how much of what is available may go to it, in fen."""

    service: str
    available_fen: int


class RedemptionWindow(View):
    """When reserved vouchers are redeemed. `note` says it in words where the rule gives no dates.

    `yearly`: the days of every year, in words, where they are the same each year.
    """

    region: str
    opens_on: date | None = None
    closes_on: date | None = None
    is_open: bool = False
    note: str | None = None
    yearly: str | None = None
    source: str


class VoucherBalance(View):
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
    services: list[VoucherService] = Field(default_factory=list)
    expiring_on: date | None = None
    expiring_fen: int = 0
    windows: list[RedemptionWindow] = Field(default_factory=list)
    review: str | None = None
    freshness: Freshness | None = None


class VoucherStatementLine(View):
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


class VoucherMovement(View):
    """All entries of one kind in a period, in fen: `change_fen` is their effect on what is available.

    What is redeemed from a reservation changes nothing that is available: the reservation has done so.
    """

    kind: EntryKind
    kind_label: str
    amount_fen: int
    change_fen: int


class VoucherStatement(View):
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
    movements: list[VoucherMovement] = Field(default_factory=list)
    lines: list[VoucherStatementLine]
    line_count: int
    download: str | None = None
    freshness: Freshness | None = None
