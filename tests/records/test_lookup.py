"""The matrix of who asks for what, bound and unbound, and that nothing of it goes unrecorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from records.bindings.binding import record_unbinding
from records.calendar.working_days import WorkingDays
from records.cases.lookup import check_application_status
from records.cases.repository import open_case
from records.credit.lookup import check_credit_standing
from records.models import AuditEntry, CreditKind, Enterprise, ServiceItem
from records.people.identity import Identity
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from records.vouchers.lookup import check_voucher_balance
from tests.records.support import NOW, USCC, add_holdings, bind, new_conversation

OWN, FOREIGN, UNKNOWN = "XS2026-000001", "WH2026-000001", "XS2026-999999"


@pytest.fixture
def holdings(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise, service_item: ServiceItem
) -> None:
    """A case, vouchers and a credit event for each of two enterprises."""
    with database.transaction() as session:
        for owner, number, amount in ((enterprise, OWN, 100), (other_enterprise, FOREIGN, 999)):
            kind: CreditKind = "trustworthy" if owner is enterprise else "serious_breach"
            add_holdings(session, owner.id, service_item.id, number, amount_fen=amount, credit=kind)


def cases(database: Database, conversation_id: str, calendar: WorkingDays, now=NOW, **asked):
    with database.transaction() as session:
        return check_application_status(session, conversation_id, now=now, calendar=calendar, **asked)


def vouchers(database: Database, conversation_id: str, now=NOW):
    with database.transaction() as session:
        return check_voucher_balance(session, conversation_id, now=now)


def credit(database: Database, conversation_id: str, now=NOW):
    with database.transaction() as session:
        return check_credit_standing(session, conversation_id, now=now)


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.transaction(read_only=True) as session:
        query = session.query(AuditEntry).filter(AuditEntry.action.startswith("lookup."))
        return [(row.action, row.subject, row.outcome) for row in query.order_by(AuditEntry.sequence)]


def test_nothing_is_shown_without_a_binding_and_that_is_recorded(
    database: Database, holdings: None, conversation_id: str, calendar: WorkingDays
) -> None:
    for asked in ({}, {"case_number": OWN}, {"case_number": UNKNOWN}, {"service_items": ["work-permit"]}):
        result = cases(database, conversation_id, calendar, **asked)
        assert (result.outcome, result.enterprise, result.cases) == ("needs_binding", None, ())
    assert vouchers(database, conversation_id) == type(vouchers(database, conversation_id))("needs_binding")
    assert credit(database, conversation_id).standing is None
    recorded = audit(database)
    assert len(recorded) == 7
    assert {outcome for _, _, outcome in recorded} == {"needs_binding"}
    assert {subject.split()[0] for _, subject, _ in recorded} == {"uscc:none"}


def test_a_bound_conversation_sees_its_own_enterprise(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    holdings: None,
    conversation_id: str,
    calendar: WorkingDays,
) -> None:
    bind(database, identity, conversation_id)
    one = cases(database, conversation_id, calendar)
    assert (one.outcome, [case.case_number for case in one.cases]) == ("one", [OWN])
    assert one.enterprise is not None
    assert one.enterprise.uscc == USCC
    balance = vouchers(database, conversation_id).balance
    assert balance is not None
    assert (balance.enterprise_name, balance.available_fen) == (enterprise.name, 100)
    standing = credit(database, conversation_id).standing
    assert standing is not None
    assert (standing.enterprise_name, standing.standing) == (enterprise.name, "red")
    assert audit(database) == [
        ("lookup.application_status", f"uscc:{USCC} cases", "one"),
        ("lookup.voucher_balance", f"uscc:{USCC} vouchers", "found"),
        ("lookup.credit_standing", f"uscc:{USCC} credit", "found"),
    ]


def test_somebody_elses_case_and_an_unknown_one_look_alike(
    database: Database, identity: Identity, holdings: None, conversation_id: str, calendar: WorkingDays
) -> None:
    bind(database, identity, conversation_id)
    foreign = cases(database, conversation_id, calendar, case_number=FOREIGN)
    unknown = cases(database, conversation_id, calendar, case_number=UNKNOWN)
    assert foreign == unknown
    assert (foreign.outcome, foreign.cases) == ("not_found", ())
    assert [outcome for _, _, outcome in audit(database)] == ["not_found", "not_found"]


def test_several_cases_are_offered_newest_first(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    service_item: ServiceItem,
    holdings: None,
    conversation_id: str,
    calendar: WorkingDays,
) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number="XS2026-000002",
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=NOW + timedelta(hours=1),
        )
    bind(database, identity, conversation_id)
    result = cases(database, conversation_id, calendar)
    assert (result.outcome, [case.case_number for case in result.cases]) == (
        "several",
        ["XS2026-000002", OWN],
    )
    by_topic = cases(database, conversation_id, calendar, service_items=["foreigner-work-permit"], limit=1)
    assert (by_topic.outcome, len(by_topic.cases)) == ("one", 1)
    assert cases(database, conversation_id, calendar, service_items=["incubator"]).outcome == "not_found"
    assert cases(database, conversation_id, calendar, case_number="xs2026000002").outcome == "one"


def test_another_conversation_is_not_bound_with_it(
    database: Database,
    identity: Identity,
    hasher: KeyedHash,
    holdings: None,
    conversation_id: str,
    calendar: WorkingDays,
) -> None:
    bind(database, identity, conversation_id)
    stranger = new_conversation(database, hasher)
    assert cases(database, stranger, calendar, case_number=OWN).outcome == "needs_binding"
    assert vouchers(database, stranger).outcome == credit(database, stranger).outcome == "needs_binding"


@pytest.mark.parametrize("how", ["unbound", "expired"])
def test_an_ended_binding_shows_nothing(
    database: Database,
    identity: Identity,
    holdings: None,
    conversation_id: str,
    calendar: WorkingDays,
    how: str,
) -> None:
    bind(database, identity, conversation_id)
    now = NOW
    if how == "unbound":
        with database.transaction() as session:
            record_unbinding(session, conversation_id, now=NOW)
    else:
        now = NOW + timedelta(days=30)
    assert cases(database, conversation_id, calendar, now).outcome == "needs_binding"
    assert vouchers(database, conversation_id, now).outcome == "needs_binding"
    assert credit(database, conversation_id, now).outcome == "needs_binding"


@pytest.mark.parametrize("number", ["'; DROP TABLE cases; --", "\x00", "%", "_" * 300, "办件"])
def test_any_text_may_be_asked_for(
    database: Database,
    identity: Identity,
    holdings: None,
    conversation_id: str,
    calendar: WorkingDays,
    number: str,
) -> None:
    bind(database, identity, conversation_id)
    assert cases(database, conversation_id, calendar, case_number=number).outcome == "not_found"
