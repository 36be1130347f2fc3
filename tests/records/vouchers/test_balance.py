from __future__ import annotations

from datetime import date, datetime

from records.models import Enterprise, VoucherBatch
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.balance import balance_view
from records.vouchers.ledger import (
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_reservation,
)
from tests.records.support import NOW


def _batch(database: Database, enterprise: Enterprise, number: str, begins: date, ends: date) -> int:
    with database.transaction() as session:
        batch = VoucherBatch(
            number=number,
            enterprise_id=enterprise.id,
            name="科技创新券（样例）",
            scope=["检验检测", "研究开发"],
            region="浙江省",
            valid_from=begins,
            valid_to=ends,
        )
        session.add(batch)
        session.flush()
        return batch.id


def test_the_balance_adds_up_batch_by_batch(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    later = _batch(database, enterprise, "YL-2", date(2026, 6, 1), date(2027, 5, 31))
    sooner = _batch(database, enterprise, "YL-1", date(2026, 1, 1), date(2026, 12, 31))
    foreign = _batch(database, other_enterprise, "YL-3", date(2026, 1, 1), date(2026, 12, 31))
    with database.transaction() as session:
        record_grant(session, later, 50_000, key="1", now=NOW)
        record_grant(session, sooner, 100_000, key="2", now=NOW)
        record_grant(session, foreign, 7, key="3", now=NOW)
        record_reservation(session, sooner, 30_000, key="4", now=NOW)
        record_redemption(session, sooner, 10_000, key="5", reservation_key="4", now=NOW)
        record_redemption(session, sooner, 5_000, key="6", now=NOW)
        record_correction(session, sooner, -1_000, key="7", note="更正", now=NOW)
    with database.transaction(read_only=True) as session:
        view = balance_view(session, enterprise.id, as_of=date(2026, 11, 20))
    assert view.enterprise_name == enterprise.name
    assert (view.available_fen, view.reserved_fen) == (50_000 + 64_000, 20_000)
    first = view.batches[0]
    assert [batch.batch_number for batch in view.batches] == ["YL-1", "YL-2"]
    assert (first.granted_fen, first.available_fen, first.reserved_fen) == (99_000, 64_000, 20_000)
    assert (first.redeemed_fen, first.expired_fen) == (15_000, 0)
    assert first.scope == ["检验检测", "研究开发"]


def test_what_is_left_after_the_last_day_has_expired_written_off_or_not(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = _batch(database, enterprise, "YL-1", date(2026, 1, 1), date(2026, 11, 20))
    with database.transaction() as session:
        record_grant(session, batch_id, 900, key="1", now=NOW)
    with database.transaction(read_only=True) as session:
        on_last_day = balance_view(session, enterprise.id, as_of=date(2026, 11, 20))
        day_after = balance_view(session, enterprise.id, as_of=date(2026, 11, 21))
    assert (on_last_day.available_fen, on_last_day.batches[0].expired_fen) == (900, 0)
    assert (day_after.available_fen, day_after.batches[0].expired_fen) == (0, 900)
    with database.transaction() as session:
        record_expiry(session, batch_id, key="2", now=datetime(2026, 11, 21, 9, tzinfo=SHANGHAI))
    with database.transaction(read_only=True) as session:
        assert balance_view(session, enterprise.id, as_of=date(2026, 11, 21)) == day_after
        # and the balance of a day before is still that of the day before
        assert balance_view(session, enterprise.id, as_of=date(2026, 11, 20)) == on_last_day


def test_a_batch_not_yet_valid_is_shown_but_not_counted(database: Database, enterprise: Enterprise) -> None:
    batch_id = _batch(database, enterprise, "YL-1", date(2027, 1, 1), date(2027, 12, 31))
    with database.transaction() as session:
        record_grant(session, batch_id, 900, key="1", now=NOW)
    with database.transaction(read_only=True) as session:
        view = balance_view(session, enterprise.id, as_of=date(2026, 11, 20))
    assert view.available_fen == 0
    assert view.batches[0].available_fen == 900


def test_an_enterprise_without_vouchers_has_none(database: Database, enterprise: Enterprise) -> None:
    with database.transaction(read_only=True) as session:
        view = balance_view(session, enterprise.id, as_of=date(2026, 11, 20))
    assert (view.available_fen, view.reserved_fen, view.batches) == (0, 0, [])
