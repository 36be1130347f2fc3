from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from records.models import Enterprise
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.ledger import (
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
from tests.records.ledger_support import AFTER, add_batch, run
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


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
