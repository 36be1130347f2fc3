"""Register entries for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.lookup import Register
from records.registers.entries import record_register_entry
from records.registers.lookup import RegisterAnswer, check_register
from records.storage.database import Database
from tests.records.support import NOW

TODAY = NOW.date()
LISTED = date(2024, 11, 1)
NAME = "萧山云源样例软件有限公司"


def list_entry(
    database: Database, name: str = NAME, register: Register = "high_tech_enterprise", **changes: Any
) -> int:
    """Store an entry and return its id."""
    facts: dict[str, Any] = {"listed_on": LISTED, "document": "样例名单〔2024〕1号", "now": NOW} | changes
    with database.transaction() as session:
        return record_register_entry(session, register, name=name, **facts)


def look_up(database: Database, name: str | None = None, **how: Any) -> RegisterAnswer:
    """Look a name or a uscc up as of today."""
    with database.transaction(read_only=True) as session:
        return check_register(session, name=name, **({"now": NOW} | how))
