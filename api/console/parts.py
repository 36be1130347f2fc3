"""What the console's routes and pages are built from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.console.session import SessionCookie, SessionKeeper
from index.library import Library
from records.clock import Clock
from records.database import Database
from records.working_days import WorkingDays

PublicSchema = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Console:
    """Everything a route or page of the console needs; made once by the entry point.

    `region` is what the hotline asks about unless told otherwise; `list_regions` returns those the index speaks of,
    none when there is no index. `public_schema` returns the OpenAPI document of the public API, and
    `public_address` is where that is served.
    """

    database: Database
    library: Library
    list_regions: Callable[[], Sequence[str]]
    clock: Clock
    calendar: WorkingDays
    sessions: SessionKeeper
    cookie: SessionCookie
    public_schema: PublicSchema
    public_address: str
    demo: bool = False
    bureau_name: str | None = None
    region: str | None = None
