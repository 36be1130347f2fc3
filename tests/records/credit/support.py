"""Credit events and rules for the tests of credit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from records.credit.record import record_credit_event
from records.credit.rules import CreditRules
from records.credit.rules_file import read_credit_rules
from records.models import CreditKind, Enterprise
from records.storage.database import Database
from tests.records.support import NOW

ROOT = Path(__file__).resolve().parents[3]
RULES_FILE = ROOT / "knowledge" / "credit_rules.yml"
TODAY = NOW.date()


def real_rules() -> CreditRules:
    """The rules that are delivered."""
    return read_credit_rules(RULES_FILE)


def add(
    database: Database,
    enterprise: Enterprise,
    kind: CreditKind,
    recorded_on: date,
    valid_to: date | None = None,
    repairs_id: int | None = None,
    *,
    basis: str | None = None,
    authority: str | None = None,
    source: str | None = None,
) -> int:
    """Store an event and return its id."""
    with database.transaction() as session:
        return record_credit_event(
            session,
            enterprise.id,
            kind,
            basis=basis or f"样例：{kind}",
            document="样例文号〔2026〕1号",
            recorded_on=recorded_on,
            valid_to=valid_to,
            repairs_id=repairs_id,
            authority=authority,
            source=source,
            now=NOW,
        )
