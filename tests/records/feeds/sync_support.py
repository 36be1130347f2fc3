"""Sources to be asked, and the asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from records.calendar.working_days import WorkingDays
from records.feeds.connectors.config import HttpSource, SqlSource
from records.feeds.feeding import Feeder
from records.feeds.syncing import SyncResult
from records.models import DataSource
from records.sources.freshness import find_freshness
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.records.feeds.other_system import TOKEN, OtherSystem
from tests.records.feeds.support import NOW
from tests.records.support import USCC

FIELDS: dict[str, Any] = {
    "number": "/no",
    "uscc": "/applicant/code",
    "service_item": {"value": "work-permit"},
    "stage": {"from": "/status", "map": {"01": "received", "02": "accepted", "03": "review"}},
    "at": "/changed",
    "note": "/remark",
}


def http_source(system: OtherSystem, **changes: Any) -> HttpSource:
    return HttpSource.model_validate(
        {
            "title": "审批系统（样例）",
            "kind": "http",
            "feeds": "cases",
            "every_minutes": 15,
            "page_size": 3,
            "url": system.url,
            "plain_http": True,
            "token_env": "APPROVAL_TOKEN",
            "records": "/data/items",
            "next_cursor": "/next",
            "timeout_seconds": 0.5,
            "fields": FIELDS,
        }
        | changes
    )


def record(number: int, status: str = "01", day: int = 2, **changes: Any) -> dict[str, Any]:
    """Return a case as the other system tells it."""
    return {
        "no": f"XS2026-{number:06d}",
        "applicant": {"code": USCC},
        "status": status,
        "changed": f"2026-03-{day:02d}T09:00:00+08:00",
    } | changes


def ask(
    database: Database,
    source: HttpSource | SqlSource,
    *,
    name: str = "approval",
    clock: FixedClock | None = None,
    restart: bool = False,
    environment: dict[str, str] | None = None,
) -> SyncResult:
    secrets = {"APPROVAL_TOKEN": TOKEN} if environment is None else environment
    feeder = Feeder(database, clock or FixedClock(NOW), WorkingDays(), secrets)
    return feeder.run(name, source, restart=restart)


def source_row(database: Database, name: str = "approval") -> DataSource:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(DataSource).where(DataSource.name == name)).one()


def is_stale(database: Database, name: str = "approval", *, minutes_later: int = 0) -> bool:
    with database.transaction(read_only=True) as session:
        found = find_freshness(session, [name], now=NOW + timedelta(minutes=minutes_later))
    assert found is not None
    return found.is_stale
