"""Statements: whose, of when, and that they close to the fen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from records.models import AuditEntry, Contact, Enterprise, VoucherBatch
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import (
    record_correction,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from records.vouchers.lookup import StatementAccess, open_statement
from records.vouchers.statement import (
    Period,
    RedeemedSum,
    find_last_year,
    iterate_lines,
    list_last_lines,
    read_head,
    sum_redeemed,
    take_snapshot,
)
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW, USCC, bind, new_conversation

pytestmark = pytest.mark.both_databases

THIS_YEAR = Period(date(2026, 1, 1), NOW.date())
MAY = datetime(2026, 5, 6, 9, tzinfo=SHANGHAI)


@pytest.fixture
def used(database: Database, enterprise: Enterprise, other_enterprise: Enterprise) -> int:
    """A batch that was used in May and in November, beside one of another enterprise."""
    add_batch(database, other_enterprise, 777)
    batch_id = add_batch(database, enterprise)
    run(database, record_grant, batch_id, 100_000, key="g", now=MAY)
    run(database, record_reservation, batch_id, 30_000, key="r", now=MAY, service="检验检测")
    run(database, record_redemption, batch_id, 10_000, key="a", now=MAY, reservation_key="r")
    run(database, record_release, batch_id, 5_000, key="b", now=NOW, reservation_key="r")
    run(
        database,
        record_redemption,
        batch_id,
        1,
        key="c",
        now=NOW,
        service="检验检测",
        note="合同 7 号，13800131234",
    )
    run(database, record_correction, batch_id, -9, key="d", now=NOW, note="更正")
    return batch_id


def test_what_was_redeemed_is_summed_by_service_and_batch_in_the_period_alone(
    database: Database, enterprise: Enterprise, used: int
) -> None:
    second = add_batch(database, enterprise, 50_000)
    run(database, record_redemption, second, 300, key="s", now=NOW, service="检验检测")
    run(database, record_redemption, used, 20, key="e", now=NOW)
    november = Period(date(2026, 11, 1), date(2026, 11, 20))
    with database.transaction(read_only=True) as session:
        numbers = [session.get_one(VoucherBatch, each).number for each in (used, second)]
        in_november = sum_redeemed(session, enterprise.id, november, now=NOW)
        this_year = sum_redeemed(session, enterprise.id, THIS_YEAR, now=NOW)
    assert [part.batch_number for part in this_year] == [numbers[0], numbers[0], numbers[1]]  # as issued
    assert set(in_november) == {
        RedeemedSum("检验检测", numbers[0], 1),
        RedeemedSum(None, numbers[0], 20),
        RedeemedSum("检验检测", numbers[1], 300),
    }
    assert RedeemedSum("检验检测", numbers[0], 10_001) in this_year


def test_the_last_year_is_that_of_the_newest_entry_and_an_entry_dated_ahead_counts_now(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    def last() -> int | None:
        with database.transaction(read_only=True) as session:
            return find_last_year(session, enterprise.id, now=NOW)

    add_batch(database, other_enterprise, 777)
    assert last() is None
    batch_id = add_batch(database, enterprise)
    for at, year in (
        (datetime(2024, 3, 1, tzinfo=SHANGHAI), 2024),
        (datetime(2025, 1, 1, 1, tzinfo=SHANGHAI), 2025),  # in UTC the year before
        (NOW + timedelta(days=100), NOW.year),
    ):
        run(database, record_grant, batch_id, 100, key=str(at), now=at)
        assert last() == year


def test_a_statement_goes_from_the_balance_before_to_the_balance_after(
    database: Database, enterprise: Enterprise, used: int
) -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 20))
    with database.transaction(read_only=True) as session:
        take_snapshot(session)
        head = read_head(session, enterprise.id, november, now=NOW)
        lines = list(iterate_lines(session, enterprise.id, november, now=NOW))
    assert (head.enterprise_name, head.period, head.line_count) == (enterprise.name, november, 3)
    assert (head.opening_fen, head.closing_fen, head.used_fen) == (70_000, 74_990, 1)
    assert [(each.kind, each.amount_fen, each.change_fen) for each in head.movements] == [
        ("redeem", 1, -1),
        ("release", 5_000, 5_000),
        ("correct", -9, -9),
    ]
    assert [(line.kind_label, line.amount_fen, line.change_fen) for line in lines] == [
        ("释放预约", 5_000, 5_000),
        ("兑付", 1, -1),
        ("更正", -9, -9),
    ]
    assert [(line.balance_after_fen, line.reserved_after_fen) for line in lines] == [
        (75_000, 15_000),
        (74_999, 15_000),
        (74_990, 15_000),
    ]
    assert (lines[1].service, lines[1].note) == ("检验检测", "合同 7 号，138****1234")


def test_both_days_of_a_period_belong_to_it(database: Database, enterprise: Enterprise, used: int) -> None:
    counts = []
    for begins, ends in ((6, 6), (5, 5), (7, 7), (5, 7)):
        period = Period(date(2026, 5, begins), date(2026, 5, ends))
        with database.transaction(read_only=True) as session:
            counts.append(read_head(session, enterprise.id, period, now=NOW).line_count)
    assert counts == [3, 0, 0, 3]


def test_the_newest_lines_are_listed_oldest_first(
    database: Database, enterprise: Enterprise, used: int
) -> None:
    with database.transaction(read_only=True) as session:
        every = list(iterate_lines(session, enterprise.id, THIS_YEAR, now=NOW))
        last = list_last_lines(session, enterprise.id, THIS_YEAR, now=NOW, most=4)
    assert len(every) == 6
    assert last == every[-4:]


def test_what_cannot_be_used_on_the_last_day_is_told_apart(
    database: Database, enterprise: Enterprise
) -> None:
    add_batch(database, enterprise, 1_000)
    add_batch(database, enterprise, 20, valid_from=date(2026, 11, 21))
    add_batch(database, enterprise, 3, valid_to=date(2026, 11, 19))
    with database.transaction(read_only=True) as session:
        head = read_head(session, enterprise.id, THIS_YEAR, now=NOW)
    assert (head.closing_fen, head.usable_fen) == (1_023, 1_000)


def test_an_enterprise_without_vouchers_has_an_empty_statement(
    database: Database, enterprise: Enterprise
) -> None:
    with database.transaction(read_only=True) as session:
        head = read_head(session, enterprise.id, THIS_YEAR, now=NOW)
        assert (head.opening_fen, head.closing_fen, head.line_count) == (0, 0, 0)
        assert list(iterate_lines(session, enterprise.id, THIS_YEAR, now=NOW)) == []


def opened(database: Database, conversation_id: str, now: datetime = NOW, **asked: bool) -> StatementAccess:
    with database.transaction() as session:
        return open_statement(session, conversation_id, THIS_YEAR, now=now, **asked)


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.transaction(read_only=True) as session:
        query = session.query(AuditEntry).filter(AuditEntry.action.startswith("lookup.voucher_statement"))
        return [(row.action, row.subject, row.outcome) for row in query.order_by(AuditEntry.sequence)]


@pytest.mark.parametrize(
    ("role", "outcome"),
    [("legal_representative", "found"), ("handler", "found"), ("viewer", "refused")],
)
def test_a_viewer_is_refused_and_every_look_is_recorded(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    role: str,
    outcome: str,
) -> None:
    bind(database, identity, conversation_id)
    with database.transaction() as session:
        session.query(Contact).filter_by(enterprise_id=enterprise.id).update({"role": role})
    access = opened(database, conversation_id)
    assert (access.outcome, access.can_download) == (outcome, outcome == "found")
    assert opened(database, conversation_id, as_file=True).outcome == outcome
    subject = f"uscc:{USCC} statement:2026-01-01..2026-11-20"
    assert audit(database) == [
        ("lookup.voucher_statement", subject, outcome),
        ("lookup.voucher_statement_file", subject, outcome),
    ]


def test_nobody_reads_a_statement_without_a_binding(
    database: Database, identity: Identity, enterprise: Enterprise, hasher: KeyedHash, conversation_id: str
) -> None:
    assert opened(database, conversation_id) == StatementAccess("needs_binding")
    bind(database, identity, conversation_id)
    assert opened(database, new_conversation(database, hasher)).outcome == "needs_binding"
    assert opened(database, conversation_id, NOW + timedelta(days=30)).outcome == "needs_binding"
    assert [outcome for _, _, outcome in audit(database)] == ["needs_binding"] * 3
