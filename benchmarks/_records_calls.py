"""What `benchmarks.records` measures: look-ups of an enterprise and searches of staff, with what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from benchmarks._records_cases import SECTIONS
from benchmarks._records_parts import AS_OF
from records.cases.lookup import check_application_status
from records.cases.repository import find_case_of, list_cases
from records.clock import SHANGHAI
from records.database import Database
from records.models import Binding, Case, Contact, Conversation, Enterprise
from records.staff.accounts import StaffMember
from records.staff.case_search import search_cases
from records.upsert import insert_if_absent
from records.vouchers.balance import balance_view
from records.vouchers.lookup import check_voucher_balance
from records.working_days import WorkingDays

NOW = datetime.combine(AS_OF, time(10), tzinfo=SHANGHAI)
STAFF = StaffMember(id=1, name="样例", role="case_officer")
CALENDAR = WorkingDays()
_SAMPLES = 400
_VERY_COMMON = ("科技", "有限公司", "科技有限公司", "有限")

LOOK_UP_MS, SEARCH_MS, BALANCE_MS = 20.0, 100.0, 10.0

Ask = Callable[[Session, Random], object]


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


def enterprise_calls(samples: Samples) -> list[Call]:
    """Return the look-ups of enterprises, their trace in the audit log included where there is one."""
    return [
        Call("one case by number", LOOK_UP_MS, lambda random: _one_case(*random.choice(samples.cases))),
        Call("newest cases", LOOK_UP_MS, lambda random: _newest(random.choice(samples.bound)[1])),
        Call("newest cases, of 2,000", LOOK_UP_MS, lambda random: _newest(1)),
        Call(
            "status by number",
            LOOK_UP_MS,
            lambda random: _status(random.choice(samples.bound), by_number=True),
        ),
        Call(
            "status, newest",
            LOOK_UP_MS,
            lambda random: _status(random.choice(samples.bound), by_number=False),
        ),
        Call("balance_view", BALANCE_MS, lambda random: _balance(random.choice(samples.bound)[1])),
        Call("voucher balance", BALANCE_MS, lambda random: _vouchers(random.choice(samples.bound)[0])),
        Call("voucher balance, most", BALANCE_MS, lambda random: _vouchers("bench1")),
    ]


def staff_calls(samples: Samples) -> list[Call]:
    """Return the searches of staff, as the console makes them."""

    def number(random: Random) -> str:
        return random.choice(samples.cases)[0]

    def name(random: Random) -> str:
        return random.choice(samples.enterprises)[1]

    def searched(title: str, words: Callable[[Random], str], **conditions: str) -> Call:
        return Call(title, SEARCH_MS, lambda random: _search(words(random), **conditions), words)

    def by(title: str, **conditions: str) -> Call:
        return Call(title, SEARCH_MS, lambda random: _search("", **conditions))

    def in_section(random: Random) -> Callable[[Session], object]:
        stage = random.choice(("accepted", "review", "supplement_requested"))
        return _search("", section=random.choice(SECTIONS), stage=stage, due="within:30")

    return [
        searched("number", number),
        searched("number, beginning", lambda random: number(random)[:-2]),
        searched("number, short beginning", lambda random: number(random)[:-4]),
        searched("number, year", lambda random: number(random)[:6]),
        searched("number, last 4 digits", lambda random: number(random)[-4:]),
        searched("number, last 6 digits", lambda random: number(random)[-6:]),
        searched("name, 2 characters", lambda random: name(random)[2:4]),
        searched("name, 4 characters", lambda random: name(random)[2:6]),
        searched("name, in full", name),
        searched("name, very common", lambda random: random.choice(_VERY_COMMON)),
        searched("name, 2 common words", lambda random: f"{name(random)[:2]} 科技"),
        searched("initials, 4 letters", lambda random: random.choice(samples.enterprises)[2][:4]),
        searched("uscc", lambda random: random.choice(samples.enterprises)[0]),
        searched("phone", lambda random: random.choice(samples.enterprises)[3]),
        searched("nothing like it", lambda random: "不存在的名称"),
        Call("section, stage, deadline", SEARCH_MS, in_section),
        by("overdue", due="overdue"),
        by("overdue, of a section", due="overdue", section=SECTIONS[0]),
        by("supplement overdue", due="supplement_overdue"),
        searched("common word, overdue", lambda random: "科技", due="overdue"),
    ]


def rival_search(session: Session, words: str) -> list[int]:
    """Return what the search of before found: `LIKE '%…%'` on four columns, ordered by how well it fits, 20 at most."""
    columns = (Case.number, Enterprise.uscc, Enterprise.name, Enterprise.pinyin_initials)
    begins = [column.startswith(words, autoescape=True) for column in columns]
    ends = Case.number.endswith(words, autoescape=True)
    rank = case((or_(*[column == words for column in columns]), 0), (or_(ends, *begins), 1), else_=2)
    inside: list[ColumnElement[bool]] = [column.contains(words, autoescape=True) for column in columns]
    query = select(Case.id).join(Case.enterprise).where(or_(*inside))
    return list(session.scalars(query.order_by(rank, Case.opened_at.desc(), Case.id).limit(20)))


def _one_case(number: str, enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: find_case_of(session, enterprise_id, number)


def _newest(enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: list_cases(session, enterprise_id)


def _status(bound: tuple[str, int, str], *, by_number: bool) -> Callable[[Session], object]:
    conversation, _, number = bound
    return lambda session: check_application_status(
        session, conversation, now=NOW, calendar=CALENDAR, case_number=number if by_number else None
    )


def _balance(enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: balance_view(session, enterprise_id, as_of=AS_OF)


def _vouchers(conversation: str) -> Callable[[Session], object]:
    return lambda session: check_voucher_balance(session, conversation, now=NOW)


def _search(text: str, **conditions: str) -> Callable[[Session], object]:
    return lambda session: search_cases(session, STAFF, text, now=NOW, calendar=CALENDAR, **conditions)
