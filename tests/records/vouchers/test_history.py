"""Clocks that jump: entries keep their order, and a balance at a date is one that the ledger did have."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from records.models import Enterprise, VoucherLedgerEntry
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.balance import balance_view
from records.vouchers.ledger import record_grant, record_redemption
from records.vouchers.statement import Period, iterate_lines, read_head
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW

DAY = timedelta(days=1)


def available(database: Database, enterprise: Enterprise, as_of: date, now: datetime = NOW) -> int:
    with database.transaction(read_only=True) as session:
        return balance_view(session, enterprise.id, as_of=as_of, now=now).available_fen


def test_a_clock_that_went_back_changes_neither_order_nor_balance(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise)
    run(database, record_grant, batch_id, 1_000, key="g", now=NOW)
    run(database, record_redemption, batch_id, 900, key="a", now=NOW - 10 * DAY)
    run(database, record_redemption, batch_id, 50, key="b", now=NOW)
    with database.transaction(read_only=True) as session:
        stored = session.query(VoucherLedgerEntry).order_by(VoucherLedgerEntry.sequence).all()
        assert [(entry.key, entry.balance_after_fen) for entry in stored] == [
            ("g", 1_000),
            ("a", 100),
            ("b", 50),
        ]
    # The grant came before the redemption, so it counts from the redemption's time: never -900.
    assert available(database, enterprise, (NOW - 11 * DAY).date()) == 0
    assert available(database, enterprise, (NOW - 10 * DAY).date()) == 100
    assert available(database, enterprise, NOW.date()) == 50


def test_a_clock_that_ran_ahead_for_a_while_hides_nothing_that_came_after(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise)
    run(database, record_grant, batch_id, 1_000, key="g", now=datetime(2099, 1, 1, tzinfo=SHANGHAI))
    run(database, record_redemption, batch_id, 400, key="a", now=NOW)
    assert available(database, enterprise, NOW.date()) == 600
    assert available(database, enterprise, (NOW - DAY).date()) == 0


def test_what_was_just_recorded_counts_though_the_clock_has_gone_back_since(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise, 1_000)
    run(database, record_redemption, batch_id, 400, key="a", now=NOW)
    earlier = NOW - timedelta(hours=1)
    assert available(database, enterprise, NOW.date(), now=earlier) == 600
    yesterday = NOW - DAY
    assert available(database, enterprise, yesterday.date(), now=yesterday) == 600


def test_a_statement_puts_an_entry_into_one_period_only_and_adds_up(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise)
    run(database, record_grant, batch_id, 1_000, key="g", now=NOW)
    run(database, record_redemption, batch_id, 900, key="a", now=NOW - 30 * DAY)
    run(database, record_redemption, batch_id, 50, key="b", now=NOW)
    periods = [Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 11, 1), NOW.date())]
    with database.transaction(read_only=True) as session:
        heads = [read_head(session, enterprise.id, period, now=NOW) for period in periods]
        lines = [list(iterate_lines(session, enterprise.id, period, now=NOW)) for period in periods]
    assert [(head.opening_fen, head.closing_fen) for head in heads] == [(0, 100), (100, 50)]
    assert [[line.kind for line in part] for part in lines] == [["grant", "redeem"], ["redeem"]]
    assert lines[0][0].at <= lines[0][1].at
