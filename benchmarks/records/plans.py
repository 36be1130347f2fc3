"""Which indexes the statements of a call use, as the database itself says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from records.storage.database import Database

LARGE = {
    "audit_entries",
    "case_materials",
    "case_stages",
    "cases",
    "contacts",
    "credit_events",
    "enterprise_terms",
    "enterprises",
    "voucher_batches",
    "voucher_ledger_entries",
}
_POSTGRES_INDEX = re.compile(r"Index(?: Only)? Scan(?: Backward)? (?:using|on) (\w+)")
_POSTGRES_WHOLE = re.compile(r"Seq Scan on (\w+)")
_SQLITE_INDEX = re.compile(r"USING (?:COVERING )?INDEX (\w+)|USING (INTEGER PRIMARY KEY)")
_SQLITE_WHOLE = re.compile(r"SCAN (\w+)(?! USING)")


@dataclass
class Plan:
    """The statements of one call with their plans; `indexes` that they use, large tables that they read `whole`."""

    texts: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)


def explain(database: Database, call: Callable[[Session], object]) -> Plan:
    """Run a call, then ask how each of its reading statements was planned."""
    with database.transaction() as session:
        with _recorded(session) as statements:
            call(session)
        plan = Plan()
        for statement, parameters in statements:
            prefix = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            rows = session.connection().exec_driver_sql(prefix + statement, parameters)
            _add(plan, "\n".join(str(row[-1]) for row in rows), statement, database.is_sqlite)
    return plan


def _add(plan: Plan, text: str, statement: str, is_sqlite: bool) -> None:
    plan.texts.append(f"{statement}\n{text}")
    if is_sqlite:
        indexes = [name or "primary key" for name, _ in _SQLITE_INDEX.findall(text)]
        aliases = dict(re.findall(r"(\w+) AS (\w+)", statement))
        names = {alias: table for table, alias in aliases.items()}
        whole = [names.get(name, name) for name in _SQLITE_WHOLE.findall(text)]
    else:
        indexes, whole = _POSTGRES_INDEX.findall(text), _POSTGRES_WHOLE.findall(text)
    plan.indexes = list(dict.fromkeys([*plan.indexes, *indexes]))
    plan.whole = list(dict.fromkeys([*plan.whole, *(name for name in whole if name in LARGE)]))


@contextmanager
def _recorded(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Yield the SELECT statements that are executed meanwhile, each once."""
    statements: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        is_new = all(statement != known for known, _ in statements)
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many and is_new:
            statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
