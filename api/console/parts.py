"""What the console's routes and pages are built from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.console.feeds import FeedSchedule
from api.console.hosts import OwnHosts
from api.console.session import SessionCookie, SessionKeeper
from desk.door import Answers
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from records.values.clock import Clock
from records.values.keyed_hash import KeyedHash
from records.vouchers.rules_file import VoucherRulesFile

PublicSchema = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Console:
    """Everything a route or page of the console needs; made once by the entry point.

    `door` answers the hotline. `calendar` is that of the holiday file, which notices of the database outrank;
    `audit_heads` is the file to which the audit log's head is exported each day. `region` is what the hotline asks
    about unless told otherwise; `list_regions` returns those the index speaks of, none when there is no index.
    `public_schema` returns the OpenAPI document of the public API, and `public_address` is where that is served.
    `feeds` asks other systems, None where none is configured. `hosts` are the names under which the console answers.
    """

    database: Database
    library: Library
    door: Answers
    list_regions: Callable[[], Sequence[str]]
    clock: Clock
    calendar: WorkingDays
    hasher: KeyedHash
    voucher_rules: VoucherRulesFile
    credit_rules: CreditRulesFile
    audit_heads: Path
    sessions: SessionKeeper
    cookie: SessionCookie
    public_schema: PublicSchema
    public_address: str
    hosts: OwnHosts
    demo: bool = False
    bureau_name: str | None = None
    region: str | None = None
    feeds: FeedSchedule | None = None
