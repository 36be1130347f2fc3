"""Entries of a file are accepted and refused as the ledger would, and never overdraw a batch that others redeem."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.feeds.amounts import LARGEST_FEN
from records.feeds.importing import ImportReport
from records.models import Enterprise, VoucherBatch
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.ledger import (
    VoucherRefused,
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from records.vouchers.movement import MOST_FEN
from tests.records.feeds.support import Cells, import_rows, problems
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW
from tests.records.vouchers.test_ledger_concurrency import at_once, check_chain, entries

pytestmark = pytest.mark.both_databases

HEADER: Cells = ("批次号", "流水号", "流水类型", "金额（分）", "发生时间", "预约流水号", "服务", "备注")
WORDS = {
    "grant": "发放",
    "reserve": "预约",
    "redeem": "兑付",
    "release": "释放",
    "expire": "过期",
    "correct": "更正",
}
SCOPE = ["检验检测", "工业设计"]
LATER = datetime(2031, 1, 1, tzinfo=SHANGHAI)
few = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Move:
    """What is tried next. `again` is an earlier step whose key comes again, `reservation` one of those made so far."""

    kind: str
    amount: int
    again: int | None
    reservation: int | None
    service: str | None
    days: int


def moves(amounts: st.SearchStrategy[int], again: st.SearchStrategy[int | None]) -> st.SearchStrategy[Move]:
    kinds = st.sampled_from(
        ["grant", "reserve", "reserve", "redeem", "redeem", "release", "expire", "correct"]
    )
    services = st.sampled_from([None, None, *SCOPE, "检验检测 ", "租房"])
    return st.builds(
        Move,
        kinds,
        amounts,
        again,
        st.none() | st.integers(0, 5),
        services,
        st.sampled_from([0, 0, 0, 1, 5, 40]),
    )


class Twins:
    """Two batches that are alike: one moved by the ledger, one by imports."""

    def __init__(self, database: Database, enterprise: Enterprise, folder: Path, granted: int) -> None:
        self.database, self.folder = database, folder
        self.ours = add_batch(database, enterprise, granted, scope=SCOPE)
        self.theirs = add_batch(database, enterprise, granted, scope=SCOPE)
        with database.transaction(read_only=True) as session:
            self.number = session.get_one(VoucherBatch, self.theirs).number
        self.prefix = uuid.uuid4().hex
        self.at = NOW
        self.done: dict[int, datetime] = {}
        self.reservations: list[int] = []

    def try_next(self, step: int, move: Move) -> tuple[Cells, bool] | None:
        """Move by the ledger; return the same as a row of a file, and whether it was accepted.

        None for what cannot be asked of the ledger: it writes off what is left, not an amount; nor said in a file.
        """
        self.at += timedelta(days=move.days, minutes=1)
        left = self.balances(self.ours)[0]
        is_expiry = move.kind == "expire"
        if is_expiry and not 0 < left <= LARGEST_FEN:
            return None
        number = step if move.again is None or is_expiry else move.again
        at = self.done.get(number, self.at)  # what was there already is told again as it was
        amount = left if is_expiry else move.amount
        service = move.service if move.kind in ("reserve", "redeem") else None
        drawn = self._reservation(move)
        is_accepted = self._record(move.kind, amount, number, at, drawn, service)
        if is_accepted and number not in self.done:
            self.done[number] = at
            if move.kind == "reserve":
                self.reservations.append(number)
        row = (self.number, self._key("b", number), WORDS[move.kind], amount, f"{at:%Y-%m-%d %H:%M:%S}")
        return (*row, self._key("b", drawn), service, "样例"), is_accepted

    def load(self, rows: Sequence[Cells]) -> ImportReport:
        return import_rows(self.database, "vouchers", [HEADER, *rows], self.folder, now=LATER)

    def balances(self, batch_id: int) -> tuple[int, int, int]:
        """Return what is available, what is reserved, and how many entries there are."""
        stored = entries(self.database, batch_id)
        check_chain(stored)
        return (
            (stored[-1].balance_after_fen, stored[-1].reserved_after_fen, len(stored))
            if stored
            else (0, 0, 0)
        )

    def _reservation(self, move: Move) -> int | None:
        if move.kind not in ("redeem", "release") or (move.kind == "redeem" and move.reservation is None):
            return None
        made = self.reservations
        return made[(move.reservation or 0) % len(made)] if made and move.reservation != 5 else 999

    def _key(self, side: str, number: int | None) -> str | None:
        return None if number is None else f"{self.prefix}-{side}-{number}"

    def _record(
        self, kind: str, amount: int, number: int, at: datetime, drawn: int | None, service: str | None
    ) -> bool:
        reservation = {"reservation_key": self._key("a", drawn)}
        calls: dict[str, tuple[Callable[..., object], dict[str, str | None]]] = {
            "grant": (record_grant, {}),
            "reserve": (record_reservation, {"service": service}),
            "redeem": (record_redemption, {"service": service} | reservation),
            "release": (record_release, reservation),
            "expire": (record_expiry, {}),
            "correct": (record_correction, {"note": "样例"}),
        }
        record, more = calls[kind]
        asked: dict[str, Any] = {"key": self._key("a", number), "now": at, **more}
        if kind != "expire":
            asked["amount_fen"] = amount
        try:
            run(self.database, record, self.ours, **asked)
        except VoucherRefused:
            return False
        return True


starts = st.sampled_from([0, 100, 100, MOST_FEN - 60])


def test_row_by_row_an_import_accepts_and_refuses_as_the_ledger_does(
    database: Database, enterprise: Enterprise, tmp_path: Path
) -> None:
    some = st.lists(
        moves(st.integers(-20, 120), st.none() | st.none() | st.integers(0, 9)), min_size=8, max_size=14
    )

    @few
    @given(starts, some)
    def check(granted: int, tried: list[Move]) -> None:
        twins = Twins(database, enterprise, tmp_path, granted)
        for step, move in enumerate(tried):
            found = twins.try_next(step, move)
            if found is not None:
                row, is_accepted = found
                assert twins.load([row]).is_stored == is_accepted, row
                assert twins.balances(twins.theirs) == twins.balances(twins.ours)

    check()


def test_in_one_file_those_rows_are_wrong_that_the_ledger_refuses(
    database: Database, enterprise: Enterprise, tmp_path: Path
) -> None:
    some = st.lists(moves(st.integers(1, 120), st.none()), min_size=12, max_size=25)

    @few
    @given(starts, some)
    def check(granted: int, tried: list[Move]) -> None:
        twins = Twins(database, enterprise, tmp_path, granted)
        before = twins.balances(twins.theirs)
        found = [each for each in (twins.try_next(*one) for one in enumerate(tried)) if each is not None]
        refused = {line for line, (_, is_accepted) in enumerate(found, start=2) if not is_accepted}
        if refused:
            report = twins.load([row for row, _ in found])
            assert {problem.row for problem in problems(report)} == refused
            assert twins.balances(twins.theirs) == before
        accepted = [row for row, is_accepted in found if is_accepted]
        assert not accepted or twins.load(accepted).is_stored
        assert twins.balances(twins.theirs) == twins.balances(twins.ours)

    check()


def test_imports_and_redemptions_at_once_never_overdraw_and_lose_nothing(
    database: Database, database_url: str, batch_id: int, tmp_path: Path
) -> None:
    """Of 1,000.00: four threads redeem 70.00 three times each, four import files: 1.00 granted, 71.00 redeemed."""
    with database.transaction(read_only=True) as session:
        number = session.get_one(VoucherBatch, batch_id).number

    def redeem(worker: int) -> Callable[[Database], object]:
        def work(own: Database) -> list[str]:
            done = []
            for each in range(3):
                key = f"r{worker}-{each}"
                try:
                    run(own, record_redemption, batch_id, 7_000, key=key, now=NOW)
                except VoucherRefused:
                    continue
                done.append(key)
            return done

        return work

    def load(worker: int) -> Callable[[Database], object]:
        folder = tmp_path / str(worker)
        folder.mkdir()

        def work(own: Database) -> list[str]:
            done = []
            for each in range(3):
                keys = [f"i{worker}-{each}-{part}" for part in ("grant", "redeem")]
                rows = [
                    (number, key, word, amount, f"{NOW:%Y-%m-%d}", None, None, None)
                    for key, word, amount in zip(keys, ("发放", "兑付"), (100, 7_100), strict=True)
                ]
                report = import_rows(own, "vouchers", [HEADER, *rows], folder, now=NOW)
                assert report.is_stored or all("余额不足" in each.message for each in problems(report))
                done += keys if report.is_stored else []
            return done

        return work

    told = at_once(database_url, [make(worker) for worker in range(4) for make in (redeem, load)])
    stored = entries(database, batch_id)
    check_chain(stored)
    assert {entry.key for entry in stored[1:]} == {key for keys in told for key in keys}  # type: ignore[attr-defined]
    # 14 times 70.00 is all there is; each way was tried twelve times
    assert sum(entry.kind == "redeem" for entry in stored) == 14
    assert stored[-1].balance_after_fen == 2_000
    assert {key[0] for keys in told for key in keys} == {"r", "i"}  # type: ignore[attr-defined]
