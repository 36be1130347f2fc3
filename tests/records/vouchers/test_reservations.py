"""What is reserved and still open, to the fen, of the bound enterprise alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from records.models import AuditEntry, DataSource, Enterprise
from records.people.identity import Identity
from records.storage.database import Database
from records.vouchers.balance import balance_view
from records.vouchers.ledger import (
    InsufficientBalance,
    record_correction,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from records.vouchers.lookup import check_voucher_reservations
from records.vouchers.reservations import OpenReservation, list_open_reservations
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW, USCC, bind

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)


def reserve(database: Database, batch_id: int, fen: int, days: int = 0, service: str | None = None) -> str:
    """Reserve an amount so many days before NOW; return the key."""
    key = uuid.uuid4().hex
    run(database, record_reservation, batch_id, fen, key=key, now=NOW - days * DAY, service=service)
    return key


def open_of(database: Database, enterprise: Enterprise) -> list[OpenReservation]:
    with database.transaction(read_only=True) as session:
        return list_open_reservations(session, enterprise.id, now=NOW)


def test_what_is_open_is_the_amount_less_all_that_was_drawn_from_it(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise, scope=["检验检测", "工业设计"])
    run(database, record_grant, batch_id, 100_000, key="g", now=NOW - 9 * DAY)
    first = reserve(database, batch_id, 30_000, 5, "检验检测")
    reserve(database, batch_id, 1_001, 3)
    run(database, record_redemption, batch_id, 5_000, key="a", now=NOW, reservation_key=first)
    run(database, record_redemption, batch_id, 1, key="b", now=NOW, reservation_key=first)
    run(database, record_release, batch_id, 2_000, key="c", now=NOW, reservation_key=first)
    run(database, record_redemption, batch_id, 700, key="d", now=NOW, service="检验检测")  # of no reservation
    run(database, record_correction, batch_id, -9, key="e", now=NOW, note="更正")
    old, new = open_of(database, enterprise)
    assert (old.reserved_at, old.service, old.amount_fen) == (NOW - 5 * DAY, "检验检测", 30_000)
    assert (old.redeemed_fen, old.released_fen, old.open_fen) == (5_001, 2_000, 22_999)
    assert (new.reserved_at, new.service, new.open_fen) == (NOW - 3 * DAY, None, 1_001)
    with database.transaction(read_only=True) as session:
        balance = balance_view(session, enterprise.id, as_of=NOW.date(), now=NOW)
    assert balance.reserved_fen == old.open_fen + new.open_fen
    assert {old.batch_number, new.batch_number} == {balance.batches[0].batch_number}


def test_a_reservation_that_was_redeemed_and_released_to_the_last_fen_is_not_open(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise, 1_000)
    both, released = reserve(database, batch_id, 300), reserve(database, batch_id, 200)
    run(database, record_redemption, batch_id, 299, key="a", now=NOW, reservation_key=both)
    run(database, record_release, batch_id, 1, key="b", now=NOW, reservation_key=both)
    run(database, record_release, batch_id, 200, key="c", now=NOW, reservation_key=released)
    assert open_of(database, enterprise) == []


def test_of_several_batches_the_oldest_reservation_comes_first(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    first, second = add_batch(database, enterprise), add_batch(database, enterprise)
    for batch_id in (first, second):
        run(database, record_grant, batch_id, 1_000, key=f"g{batch_id}", now=NOW - 9 * DAY)
    reserve(database, first, 10, 2)
    reserve(database, second, 20, 8)
    reserve(database, first, 30, 1)
    reserve(database, add_batch(database, other_enterprise, 1_000), 40)
    assert [each.open_fen for each in open_of(database, enterprise)] == [20, 10, 30]
    assert [each.open_fen for each in open_of(database, other_enterprise)] == [40]


def test_a_clock_that_ran_ahead_hides_no_reservation(database: Database, enterprise: Enterprise) -> None:
    batch_id = add_batch(database, enterprise, 1_000)
    reserve(database, batch_id, 300, -20)
    (found,) = open_of(database, enterprise)
    assert (found.open_fen, found.reserved_at) == (300, NOW)


def test_the_look_up_is_of_the_bound_enterprise_and_leaves_an_audit_entry(
    database: Database, identity: Identity, conversation_id: str, enterprise: Enterprise
) -> None:
    with database.transaction() as session:
        session.add(DataSource(name="finance", title="市财政系统", kind="http", last_success_at=NOW - DAY))
    reserve(database, add_batch(database, enterprise, 1_000), 300)
    batch_id = add_batch(database, enterprise, source="finance")
    run(database, record_grant, batch_id, 1_000, key="g", now=NOW, source="finance")
    run(database, record_reservation, batch_id, 50, key="r", now=NOW, source="finance")
    assert run(database, check_voucher_reservations, conversation_id, now=NOW).outcome == "needs_binding"
    bind(database, identity, conversation_id)
    found = run(database, check_voucher_reservations, conversation_id, now=NOW)
    assert [each.open_fen for each in found.reservations] == [300, 50]
    assert found.freshness is not None
    assert found.freshness.source == "市财政系统"
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter_by(action="lookup.voucher_balance")
        assert [(each.subject, each.outcome) for each in entries.order_by(AuditEntry.sequence)] == [
            ("uscc:none vouchers:reservations", "needs_binding"),
            (f"uscc:{USCC} vouchers:reservations", "found"),
        ]


def test_what_is_reserved_pays_for_nothing_else(database: Database, enterprise: Enterprise) -> None:
    batch_id = add_batch(database, enterprise, 1_000)
    reserve(database, batch_id, 600)
    with pytest.raises(InsufficientBalance):
        run(database, record_redemption, batch_id, 401, key="a", now=NOW)
    run(database, record_redemption, batch_id, 400, key="b", now=NOW)
    assert [each.open_fen for each in open_of(database, enterprise)] == [600]
