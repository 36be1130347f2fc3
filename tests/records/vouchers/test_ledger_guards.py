from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records.models import VoucherLedgerEntry
from records.storage.database import Database
from records.vouchers.ledger import InsufficientBalance, record_redemption
from tests.records.ledger_support import run
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


def test_redemptions_at_the_same_moment_never_overdraw(database: Database, batch_id: int) -> None:
    def redeem(number: int) -> bool:
        try:
            run(database, record_redemption, batch_id, 15_000, key=f"k{number}", now=NOW)
        except InsufficientBalance:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeem, range(24))) == 6  # 6 x 150.00 of 1,000.00
    with database.transaction(read_only=True) as session:
        entries = session.query(VoucherLedgerEntry).order_by(VoucherLedgerEntry.sequence).all()
        assert [entry.sequence for entry in entries] == list(range(1, 8))
        assert entries[-1].balance_after_fen == 10_000 == sum(entry.available_delta_fen for entry in entries)


def test_the_same_redemption_many_times_at_once_happens_once(database: Database, batch_id: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        entries = list(
            threads.map(
                lambda _: run(database, record_redemption, batch_id, 15_000, key="once", now=NOW), range(16)
            )
        )
    assert len(set(entries)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE voucher_ledger_entries SET amount_fen = 1",
        "DELETE FROM voucher_ledger_entries",
        "UPDATE voucher_ledger_entries SET note = 'x' WHERE sequence = 1",
    ],
)
def test_the_database_keeps_the_ledger_as_it_is(database: Database, batch_id: int, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_the_ledger_cannot_be_emptied(database: Database, batch_id: int) -> None:
    # SQLite has no TRUNCATE; its DELETE without a condition is one.
    statement = "DELETE FROM" if database.is_sqlite else "TRUNCATE"
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(text(f"{statement} voucher_ledger_entries"))


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("balance_after_fen", -1, "balance"),
        ("reserved_after_fen", -1, "reserved"),
        ("sequence", 1, "sequence"),
    ],
)
def test_the_database_itself_refuses_a_wrong_entry(
    database: Database, batch_id: int, column: str, value: int, constraint: str
) -> None:
    values = {
        "batch_id": batch_id,
        "sequence": 2,
        "key": "raw",
        "kind": "redeem",
        "amount_fen": 1,
        "available_delta_fen": -1,
        "reserved_delta_fen": 0,
        "balance_after_fen": 0,
        "reserved_after_fen": 0,
        "recorded_at": NOW,
    } | {column: value}
    with pytest.raises(IntegrityError, match=constraint), database.transaction() as session:
        session.add(VoucherLedgerEntry(**values))
