from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records.clock import SHANGHAI
from records.database import Database
from records.models import Enterprise, VoucherBatch, VoucherLedgerEntry
from records.voucher_balance import balance_view
from records.voucher_ledger import (
    InsufficientBalance,
    KeyReused,
    LedgerEntry,
    VoucherRefused,
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from tests.records.support import NOW

T = TypeVar("T")
VALID_TO = date(2026, 12, 31)
AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI)


def add_batch(database: Database, enterprise: Enterprise, granted_fen: int | None = None) -> int:
    with database.transaction() as session:
        batch = VoucherBatch(
            number=f"YL-{uuid.uuid4().hex[:8]}",
            enterprise_id=enterprise.id,
            name="科技创新券（样例）",
            scope=["检验检测"],
            region="浙江省",
            valid_from=date(2026, 1, 1),
            valid_to=VALID_TO,
        )
        session.add(batch)
        session.flush()
        if granted_fen:
            record_grant(session, batch.id, granted_fen, key=uuid.uuid4().hex, now=NOW)
        return batch.id


@pytest.fixture
def batch_id(database: Database, enterprise: Enterprise) -> int:
    """A batch of 1,000.00 yuan."""
    return add_batch(database, enterprise, 100_000)


def run(database: Database, fn: Callable[..., T], *args: object, **kwargs: object) -> T:
    with database.transaction() as session:
        return fn(session, *args, **kwargs)


def test_each_movement_moves_what_is_available_and_reserved(database: Database, batch_id: int) -> None:
    def state(entry: LedgerEntry | None) -> tuple[int, int]:
        assert entry is not None
        return entry.balance_after_fen, entry.reserved_after_fen

    reserve = run(database, record_reservation, batch_id, 40_000, key="r", now=NOW)
    assert state(reserve) == (60_000, 40_000)
    redeem = run(database, record_redemption, batch_id, 15_000, key="a", reservation_key="r", now=AFTER)
    assert state(redeem) == (60_000, 25_000)
    release = run(database, record_release, batch_id, 25_000, key="b", reservation_key="r", now=NOW)
    assert state(release) == (85_000, 0)
    direct = run(database, record_redemption, batch_id, 12_345, key="c", now=NOW)
    assert state(direct) == (72_655, 0)
    correct = run(database, record_correction, batch_id, -55, key="d", note="更正", now=NOW)
    assert state(correct) == (72_600, 0)
    expire = run(database, record_expiry, batch_id, key="e", now=AFTER)
    assert state(expire) == (0, 0)
    assert [entry.sequence for entry in (reserve, redeem, release, direct, correct, expire) if entry] == [
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_a_key_makes_a_movement_happen_once(database: Database, batch_id: int) -> None:
    first = run(database, record_redemption, batch_id, 1_000, key="turn-1", now=NOW)
    assert run(database, record_redemption, batch_id, 1_000, key="turn-1", now=AFTER) == first
    with pytest.raises(KeyReused):
        run(database, record_redemption, batch_id, 2_000, key="turn-1", now=NOW)
    with pytest.raises(KeyReused):
        run(database, record_grant, batch_id, 1_000, key="turn-1", now=NOW)


def test_a_key_of_another_batch_is_refused(database: Database, batch_id: int, enterprise: Enterprise) -> None:
    other = add_batch(database, enterprise, 5_000)
    run(database, record_redemption, batch_id, 1_000, key="k", now=NOW)
    with pytest.raises(KeyReused):
        run(database, record_redemption, other, 1_000, key="k", now=NOW)


def test_more_than_there_is_cannot_be_taken(database: Database, batch_id: int) -> None:
    with pytest.raises(InsufficientBalance, match=r"需要 1000\.01 元，可用 1000\.00 元") as refused:
        run(database, record_redemption, batch_id, 100_001, key="a", now=NOW)
    assert (refused.value.asked_fen, refused.value.there_fen) == (100_001, 100_000)
    with pytest.raises(InsufficientBalance):
        run(database, record_reservation, batch_id, 100_001, key="b", now=NOW)
    with pytest.raises(InsufficientBalance):
        run(database, record_correction, batch_id, -100_001, key="c", note="更正", now=NOW)
    run(database, record_reservation, batch_id, 10_000, key="r", now=NOW)
    with pytest.raises(InsufficientBalance):
        run(database, record_redemption, batch_id, 10_001, key="d", reservation_key="r", now=NOW)
    run(database, record_release, batch_id, 9_000, key="e", reservation_key="r", now=NOW)
    with pytest.raises(InsufficientBalance):
        run(database, record_redemption, batch_id, 1_001, key="f", reservation_key="r", now=NOW)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_an_amount_is_above_zero(database: Database, batch_id: int, amount_fen: int) -> None:
    for record in (record_grant, record_reservation, record_redemption):
        with pytest.raises(VoucherRefused, match="大于零"):
            run(database, record, batch_id, amount_fen, key="a", now=NOW)


def test_a_batch_pays_within_its_validity_only(database: Database, batch_id: int) -> None:
    first_day, last_day = (
        datetime(2026, 1, 1, tzinfo=SHANGHAI),
        datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI),
    )
    for number, moment in enumerate((first_day, last_day)):
        run(database, record_redemption, batch_id, 1, key=f"in{number}", now=moment)
    for moment in (first_day - timedelta(seconds=1), last_day + timedelta(minutes=1)):
        with pytest.raises(VoucherRefused, match="有效期"):
            run(database, record_redemption, batch_id, 1, key="out", now=moment)
        with pytest.raises(VoucherRefused, match="有效期"):
            run(database, record_reservation, batch_id, 1, key="out", now=moment)


def test_nothing_expires_before_the_last_day_is_over(database: Database, batch_id: int) -> None:
    with pytest.raises(VoucherRefused, match="尚未到期"):
        run(database, record_expiry, batch_id, key="e", now=datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI))
    expired = run(database, record_expiry, batch_id, key="e", now=AFTER)
    assert run(database, record_expiry, batch_id, key="e", now=AFTER) == expired
    assert run(database, record_expiry, batch_id, key="again", now=AFTER) is None


def test_an_unknown_batch_or_reservation_is_refused(database: Database, batch_id: int) -> None:
    with pytest.raises(VoucherRefused):
        run(database, record_grant, 999_999, 1, key="a", now=NOW)
    with pytest.raises(VoucherRefused, match="预约"):
        run(database, record_release, batch_id, 1, key="b", reservation_key="none", now=NOW)


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


_MOVEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "reserve", "redeem", "redeem_reserved", "release", "correct", "expire"]),
        st.integers(min_value=-30, max_value=120),
        st.integers(min_value=0, max_value=3),
        st.booleans(),
    ),
    max_size=25,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(movements=_MOVEMENTS)
def test_no_sequence_of_movements_makes_a_balance_negative(
    database: Database, enterprise: Enterprise, movements: list[tuple[str, int, int, bool]]
) -> None:
    batch_id = add_batch(database, enterprise)
    prefix = uuid.uuid4().hex
    for number, (kind, amount, which, is_late) in enumerate(movements):
        key, now = f"{prefix}:{number}", AFTER if is_late else NOW
        reservation = f"{prefix}:{which}"
        with database.transaction() as session:
            try:
                if kind == "grant":
                    record_grant(session, batch_id, amount, key=key, now=now)
                elif kind == "reserve":
                    record_reservation(session, batch_id, amount, key=key, now=now)
                elif kind == "redeem":
                    record_redemption(session, batch_id, amount, key=key, now=now)
                elif kind == "redeem_reserved":
                    record_redemption(
                        session, batch_id, amount, key=key, reservation_key=reservation, now=now
                    )
                elif kind == "release":
                    record_release(session, batch_id, amount, key=key, reservation_key=reservation, now=now)
                elif kind == "correct":
                    record_correction(session, batch_id, amount, key=key, note="更正", now=now)
                else:
                    record_expiry(session, batch_id, key=key, now=now)
            except VoucherRefused:
                session.rollback()
    with database.transaction(read_only=True) as session:
        query = session.query(VoucherLedgerEntry).filter_by(batch_id=batch_id)
        available = reserved = 0
        for sequence, entry in enumerate(query.order_by(VoucherLedgerEntry.sequence), start=1):
            available += entry.available_delta_fen
            reserved += entry.reserved_delta_fen
            assert entry.sequence == sequence
            assert (available, reserved) == (entry.balance_after_fen, entry.reserved_after_fen)
            assert min(available, reserved) >= 0
        for batch in balance_view(session, enterprise.id, as_of=AFTER.date()).batches:
            spent = batch.available_fen + batch.reserved_fen + batch.redeemed_fen + batch.expired_fen
            assert batch.granted_fen == spent
