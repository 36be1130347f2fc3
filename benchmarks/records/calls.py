"""What a call is that `benchmarks.records.__main__` measures, its goals, and the rows that are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.records.parts import AS_OF
from records.calendar.working_days import WorkingDays
from records.models import Binding, Case, Contact, Conversation, Enterprise
from records.staff.accounts.accounts import StaffMember
from records.storage.database import Database
from records.storage.upsert import insert_if_absent
from records.values.clock import SHANGHAI

NOW = datetime.combine(AS_OF, time(10), tzinfo=SHANGHAI)
STAFF = StaffMember(id=1, name="样例", role="case_officer")
CALENDAR = WorkingDays()
_SAMPLES = 400

LOOK_UP_MS, SEARCH_MS, BALANCE_MS = 20.0, 100.0, 10.0


@dataclass(frozen=True)
class Call:
    """One kind of call: how it is made with random values, by when 95 of 100 should have ended, and for searches what
    was asked, so that the rival can be asked the same.
    """

    name: str
    goal_ms: float
    make: Callable[[Random], Callable[[Session], object]]
    words: Callable[[Random], str] | None = None


@dataclass(frozen=True)
class Samples:
    """What is asked for, out of the rows that there are: cases with their enterprise, conversations bound to one."""

    cases: list[tuple[str, int]]
    enterprises: list[tuple[str, str, str, str]]  # uscc, name, initials, phone
    bound: list[tuple[str, int, str]]  # conversation, enterprise, number of one of its cases


def take_samples(database: Database) -> Samples:
    """Choose random rows, always the same, and bind a conversation for each enterprise that looks something up."""
    random = Random(4)
    with database.transaction() as session:
        highest = session.scalars(select(func.max(Case.id))).one()
        ids = sorted(random.sample(range(1, highest + 1), min(_SAMPLES, highest)))
        cases = session.execute(select(Case.number, Case.enterprise_id).where(Case.id.in_(ids))).all()
        owners = sorted({row.enterprise_id for row in cases} | {1})  # the first has the most cases of all
        enterprises = session.execute(
            select(Enterprise.uscc, Enterprise.name, Enterprise.pinyin_initials, Contact.phone)
            .join(Contact, Contact.enterprise_id == Enterprise.id)
            .where(Enterprise.id.in_(owners))
        ).all()
        numbers = {row.enterprise_id: row.number for row in cases}
        bound = [(_bind(session, owner), owner, numbers.get(owner, cases[0].number)) for owner in owners]
    return Samples([tuple(row) for row in cases], [tuple(row) for row in enterprises], bound)


def _bind(session: Session, enterprise_id: int) -> str:
    conversation = f"bench{enterprise_id}"
    values = {"id": conversation, "channel": "web", "created_at": NOW, "last_active_at": NOW}
    if insert_if_absent(session, Conversation, values, ["id"]):
        contact = session.scalars(select(Contact.id).where(Contact.enterprise_id == enterprise_id)).first()
        expires_at = NOW + timedelta(days=30)
        session.add(
            Binding(
                conversation_id=conversation,
                enterprise_id=enterprise_id,
                contact_id=contact,
                bound_at=NOW,
                expires_at=expires_at,
            )
        )
        session.flush()
    return conversation
