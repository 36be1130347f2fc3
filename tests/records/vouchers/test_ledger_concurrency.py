"""Real concurrency: threads with their own connections, and processes of their own, never overdraw."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from records.models import Enterprise, VoucherLedgerEntry
from records.storage.database import Database
from records.vouchers.ledger import (
    InsufficientBalance,
    KeyReused,
    VoucherRefused,
    record_redemption,
    record_release,
    record_reservation,
)
from tests.conftest import ROOT
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

THREADS = 8


def at_once(database_url: str, works: Sequence[Callable[[Database], object]]) -> list[object]:
    """Run each work in a thread with a connection of its own, all from the same moment; give results or refusals."""
    barrier = Barrier(len(works))

    def one(work: Callable[[Database], object]) -> object:
        database = Database(database_url, pool_size=1, busy_timeout_s=30)
        try:
            barrier.wait()
            return work(database)
        except VoucherRefused as refused:
            return refused
        finally:
            database.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def entries(database: Database, batch_id: int) -> list[VoucherLedgerEntry]:
    with database.transaction(read_only=True) as session:
        query = session.query(VoucherLedgerEntry).filter_by(batch_id=batch_id)
        return query.order_by(VoucherLedgerEntry.sequence).all()


def check_chain(stored: list[VoucherLedgerEntry]) -> None:
    available = reserved = 0
    for sequence, entry in enumerate(stored, start=1):
        available += entry.available_delta_fen
        reserved += entry.reserved_delta_fen
        assert (entry.sequence, entry.balance_after_fen, entry.reserved_after_fen) == (
            sequence,
            available,
            reserved,
        )
        assert min(available, reserved) >= 0


def test_redemptions_of_many_connections_at_once_never_overdraw(
    database: Database, database_url: str, batch_id: int
) -> None:
    def redeem(number: int) -> Callable[[Database], object]:
        return lambda own: run(own, record_redemption, batch_id, 30_000, key=f"k{number}", now=NOW)

    results = at_once(database_url, [redeem(number) for number in range(THREADS)])
    assert sum(isinstance(result, InsufficientBalance) for result in results) == THREADS - 3
    stored = entries(database, batch_id)
    assert (len(stored), stored[-1].balance_after_fen) == (4, 10_000)
    check_chain(stored)


def test_a_reservation_is_drawn_on_once_however_many_draw_at_once(
    database: Database, database_url: str, batch_id: int
) -> None:
    run(database, record_reservation, batch_id, 50_000, key="r", now=NOW)

    def draw(number: int) -> Callable[[Database], object]:
        record = record_release if number % 2 else record_redemption
        return lambda own: run(own, record, batch_id, 20_000, key=f"k{number}", reservation_key="r", now=NOW)

    results = at_once(database_url, [draw(number) for number in range(THREADS)])
    assert sum(isinstance(result, InsufficientBalance) for result in results) == THREADS - 2
    stored = entries(database, batch_id)
    assert stored[-1].reserved_after_fen == 10_000
    check_chain(stored)


def test_the_same_key_raced_by_many_connections_is_one_entry(
    database: Database, database_url: str, batch_id: int
) -> None:
    works = [lambda own: run(own, record_redemption, batch_id, 15_000, key="once", now=NOW)] * THREADS
    assert len(set(at_once(database_url, works))) == 1
    assert len(entries(database, batch_id)) == 2


def test_the_same_key_raced_on_two_batches_is_one_entry_and_refusals(
    database: Database, database_url: str, batch_id: int, enterprise: Enterprise
) -> None:
    other = add_batch(database, enterprise, 100_000)

    def redeem(batch: int) -> Callable[[Database], object]:
        return lambda own: run(own, record_redemption, batch, 15_000, key="once", now=NOW)

    results = at_once(database_url, [redeem(batch_id), redeem(other)] * (THREADS // 2))
    assert sum(isinstance(result, KeyReused) for result in results) == THREADS // 2
    assert len({result for result in results if not isinstance(result, KeyReused)}) == 1
    assert sorted(len(entries(database, batch)) for batch in (batch_id, other)) == [1, 2]


@pytest.mark.parametrize("same_keys", [False, True], ids=["keys of their own", "the same keys"])
def test_redemptions_of_several_processes_never_overdraw(
    database: Database, database_url: str, batch_id: int, same_keys: bool
) -> None:
    workers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.records.vouchers.redeem_worker",
                database_url,
                str(batch_id),
                "7000",
                "10",
                "k" if same_keys else f"p{number}-",
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    done = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert all(worker.returncode == 0 for worker in workers)
    # 14 times 70.00 of 1,000.00; with the same keys each of ten succeeds for everybody, and is one entry
    assert done == [10, 10, 10] if same_keys else sum(done) == 14
    stored = entries(database, batch_id)
    assert (len(stored) - 1, stored[-1].balance_after_fen) == ((10, 30_000) if same_keys else (14, 2_000))
    check_chain(stored)
