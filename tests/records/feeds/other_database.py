"""Another database with a view, and a source that reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, text

from records.feeds.connectors.config import SqlSource
from records.feeds.syncing import SyncResult
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.records.feeds.support import NOW
from tests.records.feeds.sync_support import ask
from tests.records.support import USCC

FIELDS = {
    "number": "event_no",
    "uscc": "code",
    "kind": {"from": "type", "map": {"1": "general_breach"}},
    "basis": "reason",
    "recorded_on": "decided",
}


class OtherDatabase:
    """A table and a view over it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.kind = url.partition(":")[0].partition("+")[0]
        self._engine = create_engine(url)
        self.run(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, event_no VARCHAR(20), code VARCHAR(18), type INTEGER, "
            "reason VARCHAR(100), decided DATE, changed TIMESTAMP)"
        )
        self.run("CREATE VIEW v_events AS SELECT * FROM events")

    def run(self, statement: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def add(self, number: int, *, changed: str = "2026-03-05 10:00:00", code: str = USCC) -> None:
        self.run(
            "INSERT INTO events VALUES (:id, :no, :code, 1, '样例：逾期', '2026-03-05', :changed)",
            id=number,
            no=f"C{number}",
            code=code,
            changed=changed,
        )

    def read_along_indexes(self) -> None:
        """Let PostgreSQL read no row before its page, as it does where there are more of them."""
        if self.kind == "postgresql":
            self.run(f'ALTER DATABASE "{self._engine.url.database}" SET enable_seqscan = off')
            self.run(f'ALTER DATABASE "{self._engine.url.database}" SET enable_sort = off')

    def close(self) -> None:
        self._engine.dispose()


def source(**changes: Any) -> SqlSource:
    return SqlSource.model_validate(
        {
            "title": "信用系统（样例）",
            "kind": "sql",
            "feeds": "credit-events",
            "url_env": "CREDIT_URL",
            "view": "v_events",
            "cursor_column": "id",
            "page_size": 3,
            "fields": FIELDS,
        }
        | changes
    )


def read(ready: Database, other: OtherDatabase, config: SqlSource, *, at: datetime = NOW) -> SyncResult:
    return ask(ready, config, name="credit", environment={"CREDIT_URL": other.url}, clock=FixedClock(at))
