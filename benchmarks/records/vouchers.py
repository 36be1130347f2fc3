"""Fictional voucher batches, each with its ledger, whose balances are right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from benchmarks.records.parts import AS_OF, BEGAN, PLACES, Part, Row, Sizes, chunks, curved, moment
from records.models import VoucherBatch, VoucherLedgerEntry

_SCOPES = (["检验检测", "技术咨询"], ["研究开发", "工业设计"], ["大型仪器共享"])
_BATCH_COLUMNS = (
    "id",
    "number",
    "enterprise_id",
    "name",
    "scope",
    "region",
    "partner_regions",
    "valid_from",
    "valid_to",
)
_LEDGER_COLUMNS = (
    "id",
    "batch_id",
    "sequence",
    "key",
    "kind",
    "amount_fen",
    "available_delta_fen",
    "reserved_delta_fen",
    "balance_after_fen",
    "reserved_after_fen",
    "reservation_id",
    "service",
    "recorded_at",
)


def voucher_parts(sizes: Sizes, chunk: int = 5_000) -> Iterator[list[Part]]:
    """Yield batches, each with its ledger, whose balances are right."""
    random = Random(3)
    entry_id = 0
    spread = sizes.ledger_entries // sizes.batches
    days = (AS_OF - BEGAN).days
    for ids in chunks(range(1, sizes.batches + 1), chunk):
        batches: list[Row] = []
        entries: list[Row] = []
        for batch_id in ids:
            begins = BEGAN + timedelta(days=batch_id * days // sizes.batches)
            # The first has 50, as a large institution may in some years; the others a few.
            enterprise_id = (
                1 if batch_id % (sizes.batches // 50 or 1) == 0 else curved(random, sizes.enterprises)
            )
            region = PLACES[enterprise_id % len(PLACES)][0]
            scope = _SCOPES[batch_id % len(_SCOPES)]
            number = f"YB{begins.year}-{batch_id:07d}"
            ends = begins + timedelta(days=364)
            batches.append(
                (batch_id, number, enterprise_id, "科技创新券（样例）", scope, region, [], begins, ends)
            )
            movements = _movements(random, batch_id, entry_id + 1, spread, begins, scope[0])
            entries.extend(movements)
            entry_id += len(movements)
        yield [
            Part(VoucherBatch, _BATCH_COLUMNS, batches),
            Part(VoucherLedgerEntry, _LEDGER_COLUMNS, entries),
        ]


def _movements(
    random: Random, batch_id: int, first_id: int, count: int, begins: date, service: str
) -> list[Row]:
    """Return `count` entries: a grant, then reservations each redeemed or released, and direct redemptions."""
    balance = random.randrange(20_000, 200_001, 5_000) * 100
    reserved = 0
    rows: list[Row] = []
    open_reservation: tuple[int, int] | None = None

    def add(kind: str, amount: int, available: int, held: int, reservation: int | None = None) -> None:
        sequence = len(rows) + 1
        day = min(begins + timedelta(days=sequence * 9), AS_OF)
        rows.append(
            (
                first_id + len(rows),
                batch_id,
                sequence,
                f"bench:{batch_id}:{sequence}",
                kind,
                amount,
                available,
                held,
                balance,
                reserved,
                reservation,
                service if kind == "redeem" else None,
                moment(day, sequence * 60),
            )
        )

    add("grant", balance, balance, 0)
    while len(rows) < count:
        amount = random.randrange(1, max(balance // 8, 2)) if balance else 0
        if open_reservation is not None:
            reservation, amount = open_reservation
            open_reservation = None
            reserved -= amount
            if random.random() < 0.7:
                add("redeem", amount, 0, -amount, reservation)
            else:
                balance += amount
                add("release", amount, amount, -amount, reservation)
        elif not amount:
            balance += 100_00
            add("grant", 100_00, 100_00, 0)
        elif random.random() < 0.5:
            balance -= amount
            reserved += amount
            open_reservation = first_id + len(rows), amount
            add("reserve", amount, -amount, amount)
        else:
            balance -= amount
            add("redeem", amount, -amount, 0)
    return rows
