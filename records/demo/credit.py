"""Credit events of the demo, of all kinds: in force, run out, repaired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from records.credit.record import record_credit_event
from records.models import CreditKind, Enterprise

# One entry an enterprise in turn: what was recorded, and what became of it. None: no event, 无记录.
_PATTERN: tuple[tuple[CreditKind, str] | None, ...] = (
    ("trustworthy", "in force"),
    ("general_breach", "in force"),
    None,
    ("serious_breach", "in force"),
    None,
    ("general_breach", "repaired"),
    None,
    ("general_breach", "run out"),
    ("trustworthy", "in force"),
    None,
)
_BASIS: dict[CreditKind, str] = {
    "trustworthy": "样例：项目按期完成，履约良好。",
    "general_breach": "样例：逾期未提交验收材料。",
    "serious_breach": "样例：项目申报材料造假。",
    "repair": "样例：已履行义务，准予信用修复。",
}
_AUTHORITY = "样例科技局"


def add_credit_events(
    session: Session, random: Random, enterprises: Sequence[Enterprise], as_of: date, now: datetime
) -> int:
    """Store the events and return how many."""
    count = 0
    for number, enterprise in enumerate(enterprises):
        pattern = _PATTERN[number % len(_PATTERN)]
        if pattern is None:
            continue
        kind, became = pattern
        recorded_on = as_of - timedelta(days=random.randint(30, 300) + (800 if became == "run out" else 0))
        valid_days = 365 if became == "run out" else 730
        event_id = record_credit_event(
            session,
            enterprise.id,
            kind,
            basis=_BASIS[kind],
            document=f"样例文号〔{recorded_on.year}〕{number + 1}号",
            number=f"YL-XY-{count + 1:04d}",
            authority=_AUTHORITY,
            recorded_on=recorded_on,
            valid_to=recorded_on + timedelta(days=valid_days),
            now=now,
        )
        count += 1
        if became == "repaired":
            repaired_on = recorded_on + timedelta(days=20)
            basis = _BASIS["repair"]
            record_credit_event(
                session,
                enterprise.id,
                "repair",
                basis=basis,
                document=f"样例修复文号〔{repaired_on.year}〕{number + 1}号",
                number=f"YL-XY-{count + 1:04d}",
                authority=_AUTHORITY,
                recorded_on=repaired_on,
                repairs_id=event_id,
                now=now,
            )
            count += 1
    return count
