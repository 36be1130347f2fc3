"""Each look-up says of when its data are, by the clock it is given, and goes on answering when a source is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from contracts import Freshness
from records.calendar.working_days import WorkingDays
from records.cases.lookup import check_application_status
from records.cases.repository import open_case
from records.credit.lookup import check_credit_rules, check_credit_standing
from records.credit.rules import CreditRules
from records.models import DataSource, Enterprise, ServiceItem, VoucherBatch
from records.people.identity import Identity
from records.registers.lookup import check_register
from records.sources.sources import ensure_source
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import view_case
from records.staff.files.lookup import view_credit_standing, view_vouchers
from records.storage.database import Database
from records.vouchers.ledger import record_reservation
from records.vouchers.lookup import check_voucher_balance, check_voucher_reservations
from records.vouchers.statement import Period, read_head
from tests.records.credit.support import add as add_event
from tests.records.credit.support import real_rules
from tests.records.ledger_support import add_batch, run
from tests.records.registers.support import NAME, list_entry
from tests.records.staff.conftest import officer
from tests.records.support import NOW, USCC, bind

__all__ = ["officer"]

NUMBER = "XS2026-000001"
MINUTES = 15
DAYS = WorkingDays()
RULES: CreditRules = real_rules()
THIS_YEAR = Period(NOW.date().replace(month=1, day=1), NOW.date())

# All that a look-up is asked with: the session, the conversation, the enterprise's id, a member of staff, the time.
LookUp = Callable[[Session, str, int, StaffMember, datetime], Any]
LOOK_UPS: dict[str, LookUp] = {
    "case": lambda s, c, e, m, now: check_application_status(s, c, now=now, calendar=DAYS).cases[0],
    "balance": lambda s, c, e, m, now: check_voucher_balance(s, c, now=now).balance,
    "reservations": lambda s, c, e, m, now: check_voucher_reservations(s, c, now=now),
    "statement": lambda s, c, e, m, now: read_head(s, e, THIS_YEAR, now=now),
    "standing": lambda s, c, e, m, now: check_credit_standing(s, c, now=now).standing,
    "credit check": lambda s, c, e, m, now: check_credit_rules(s, c, None, now=now, rules=RULES).check,
    "register": lambda s, c, e, m, now: check_register(s, now=now, name=NAME).result,
    "register, nothing found": lambda s, c, e, m, now: check_register(s, now=now, name="没有的公司").result,
    "case for staff": lambda s, c, e, m, now: view_case(s, m, NUMBER, now=now, calendar=DAYS),
    "balance for staff": lambda s, c, e, m, now: view_vouchers(s, m, USCC, reason="创新券兑付审核", now=now),
    "standing for staff": lambda s, c, e, m, now: view_credit_standing(
        s, m, USCC, reason="项目申报审核", now=now
    ),
}


@pytest.fixture
def ask(
    database: Database,
    identity: Identity,
    conversation_id: str,
    enterprise: Enterprise,
    service_item: ServiceItem,
    officer: StaffMember,
) -> Callable[[str, datetime], Freshness | None]:
    """Ask a look-up at a time; all that it finds comes from the system `other`."""
    bind(database, identity, conversation_id)
    with database.transaction() as session:
        session.add(
            DataSource(
                name="other",
                title="省平台",
                kind="http",
                every_minutes=MINUTES,
                last_success_at=NOW,
                last_attempt_at=NOW,
            )
        )
        open_case(
            session,
            number=NUMBER,
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=NOW,
            source="other",
        )
    batch_id = add_batch(database, enterprise, 100_000)
    run(database, record_reservation, batch_id, 100, key="r", now=NOW, service="检验检测")
    run(database, _hand_over, batch_id)
    add_event(database, enterprise, "trustworthy", NOW.date(), source="other")
    list_entry(database, source="other")

    def look(name: str, now: datetime) -> Freshness | None:
        with database.transaction() as session:
            found = LOOK_UPS[name](session, conversation_id, enterprise.id, officer, now)
            assert found is not None
            freshness: Freshness | None = found.freshness
            return freshness

    return look


@pytest.mark.parametrize("name", LOOK_UPS)
def test_an_answer_is_fresh_until_its_source_has_missed_three_rounds_by_the_clock_given(
    ask: Callable[[str, datetime], Freshness | None], name: str
) -> None:
    told = Freshness(source="省平台", as_of=NOW)
    assert ask(name, NOW) == told
    assert ask(name, NOW + timedelta(minutes=3 * MINUTES)) == told
    assert ask(name, NOW + timedelta(minutes=3 * MINUTES + 1)) == told.model_copy(update={"is_stale": True})


@pytest.mark.parametrize("name", LOOK_UPS)
def test_when_its_source_is_down_an_answer_is_the_last_known_state_and_says_so(
    database: Database, ask: Callable[[str, datetime], Freshness | None], name: str
) -> None:
    with database.transaction() as session:
        source = session.get_one(DataSource, "other")
        source.last_attempt_at, source.last_error = NOW + timedelta(minutes=1), "没有回应"
    told = Freshness(source="省平台", as_of=NOW, is_stale=True)
    assert ask(name, NOW + timedelta(minutes=2)) == told


def test_what_this_system_keeps_itself_has_no_time_of_another(database: Database) -> None:
    list_entry(database)
    for name in (NAME, "没有的公司"):
        with database.transaction(read_only=True) as session:
            assert check_register(session, now=NOW, name=name).result.freshness is None


def _hand_over(session: Session, batch_id: int) -> None:
    session.get_one(VoucherBatch, batch_id).source = "other"


# What is asked where nothing is on record, and the kind of records that a system would have to give.
EMPTY: dict[str, tuple[str, LookUp]] = {
    "cases": ("cases", lambda s, c, e, m, now: check_application_status(s, c, now=now, calendar=DAYS)),
    "case by number": (
        "cases",
        lambda s, c, e, m, now: check_application_status(s, c, now=now, calendar=DAYS, case_number=NUMBER),
    ),
    "balance": ("vouchers", LOOK_UPS["balance"]),
    "reservations": ("vouchers", LOOK_UPS["reservations"]),
    "statement": ("vouchers", LOOK_UPS["statement"]),
    "standing": ("credit_events", LOOK_UPS["standing"]),
    "credit check": ("credit_events", LOOK_UPS["credit check"]),
    "register": ("registers", LOOK_UPS["register, nothing found"]),
}


@pytest.mark.parametrize("name", EMPTY)
def test_that_nothing_is_there_is_told_as_of_the_systems_that_would_have_said_so(
    database: Database,
    identity: Identity,
    conversation_id: str,
    enterprise: Enterprise,
    officer: StaffMember,
    name: str,
) -> None:
    """What is missing may lie in a system that could not be asked; one of other records has no part in it."""
    bind(database, identity, conversation_id)
    feeds, look_up = EMPTY[name]

    def ask() -> Freshness | None:
        with database.transaction() as session:
            freshness: Freshness | None = look_up(
                session, conversation_id, enterprise.id, officer, NOW
            ).freshness
            return freshness

    with database.transaction() as session:
        other = "registers" if feeds == "cases" else "cases"
        ensure_source(session, "else", title="别的系统", kind="http", feeds=other).last_success_at = NOW
    assert ask() is None
    with database.transaction() as session:
        source = ensure_source(session, "other", title="省平台", kind="http", feeds=feeds)
        source.last_success_at, source.last_attempt_at = NOW - timedelta(hours=1), NOW
        source.last_error = "没有回应"
    assert ask() == Freshness(source="省平台", as_of=NOW - timedelta(hours=1), is_stale=True)
