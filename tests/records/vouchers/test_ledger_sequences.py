"""No sequence of movements makes a balance negative: random ones against a model of the ledger, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from records.models import Enterprise, VoucherBatch, VoucherLedgerEntry
from records.storage.database import Database
from records.values.clock import day_of
from records.vouchers.balance import balance_view
from records.vouchers.ledger import (
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
from records.vouchers.reservations import list_open_reservations
from records.vouchers.statement import Period, iterate_lines, read_head
from tests.records.ledger_support import VALID_TO, add_batch, run
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

SCOPE = ["检验检测", "工业设计"]
amounts = st.integers(min_value=-20, max_value=120)
services = st.sampled_from([None, *SCOPE, "租房"])
which = st.integers(min_value=0, max_value=5)
days = st.dates(date(2026, 11, 1), date(2027, 1, 31))


@dataclass
class Model:
    """What one batch should hold: the available amount, and what is left of each reservation with its service."""

    available: int = 0
    reservations: dict[str, tuple[str | None, int]] = field(default_factory=dict)

    @property
    def reserved(self) -> int:
        return sum(left for _, left in self.reservations.values())


class Ledger(RuleBasedStateMachine):
    """One batch of a scope; the clock jumps as it likes."""

    database: Database
    enterprise: Enterprise

    def __init__(self) -> None:
        super().__init__()
        self.batch_id = add_batch(self.database, self.enterprise, scope=SCOPE)
        self.model = Model()
        self.now = NOW
        self.done: list[tuple[Callable[..., Any], dict[str, Any], LedgerEntry]] = []

    def move(self, record: Callable[..., Any], is_allowed: bool, **asked: Any) -> bool:
        """Try a movement; it succeeds exactly when the model allows it."""
        asked["key"] = uuid.uuid4().hex
        try:
            entry = run(self.database, record, self.batch_id, now=self.now, **asked)
        except VoucherRefused:
            entry, was_allowed = None, False
        else:
            was_allowed = True
        assert was_allowed == is_allowed
        if entry is not None:
            self.done.append((record, asked, entry))
        return entry is not None

    @property
    def is_valid(self) -> bool:
        return date(2026, 1, 1) <= day_of(self.now) <= VALID_TO

    def reservation(self, number: int) -> str:
        keys = list(self.model.reservations)
        return keys[number % len(keys)] if keys else "none"

    @rule(days=st.integers(min_value=-60, max_value=60), seconds=st.integers(0, 86_399))
    def let_the_clock_jump(self, days: int, seconds: int) -> None:
        self.now = NOW + timedelta(days=days, seconds=seconds)

    @rule(amount=amounts)
    def grant(self, amount: int) -> None:
        if self.move(record_grant, amount > 0, amount_fen=amount):
            self.model.available += amount

    @rule(amount=amounts)
    def correct(self, amount: int) -> None:
        allowed = amount != 0 and self.model.available + amount >= 0
        if self.move(record_correction, allowed, amount_fen=amount, note="更正"):
            self.model.available += amount

    @rule(amount=amounts, service=services)
    def reserve(self, amount: int, service: str | None) -> None:
        allowed = self.is_valid and 0 < amount <= self.model.available and service in (None, *SCOPE)
        if self.move(record_reservation, allowed, amount_fen=amount, service=service):
            self.model.available -= amount
            self.model.reservations[self.done[-1][1]["key"]] = (service, amount)

    @rule(amount=amounts, service=services)
    def redeem(self, amount: int, service: str | None) -> None:
        allowed = self.is_valid and 0 < amount <= self.model.available and service in (None, *SCOPE)
        if self.move(record_redemption, allowed, amount_fen=amount, service=service):
            self.model.available -= amount

    @rule(amount=amounts, number=which, service=services)
    def redeem_what_was_reserved(self, amount: int, number: int, service: str | None) -> None:
        key = self.reservation(number)
        own, left = self.model.reservations.get(key, (None, 0))
        fits = service in (None, *SCOPE) and (service is None or own in (None, service))
        allowed = fits and 0 < amount <= left
        asked = {"amount_fen": amount, "service": service, "reservation_key": key}
        if self.move(record_redemption, allowed, **asked):
            self.model.reservations[key] = (own, left - amount)

    @rule(amount=amounts, number=which)
    def release(self, amount: int, number: int) -> None:
        key = self.reservation(number)
        own, left = self.model.reservations.get(key, (None, 0))
        if self.move(record_release, 0 < amount <= left, amount_fen=amount, reservation_key=key):
            self.model.reservations[key] = (own, left - amount)
            self.model.available += amount

    @rule()
    def expire(self) -> None:
        if self.move(record_expiry, day_of(self.now) > VALID_TO):
            self.model.available = 0

    @precondition(lambda self: self.done)
    @rule(number=which)
    def repeat(self, number: int) -> None:
        """The same key gives the same entry again, whatever the clock says."""
        record, asked, entry = self.done[number % len(self.done)]
        assert run(self.database, record, self.batch_id, now=self.now, **asked) == entry

    @precondition(lambda self: self.done)
    @rule(number=which)
    def use_a_key_for_something_else(self, number: int) -> None:
        key = self.done[number % len(self.done)][1]["key"]
        try:
            run(self.database, record_grant, self.batch_id, 987_654, key=key, now=self.now)
        except KeyReused:
            return
        raise AssertionError("the key was taken twice")

    @invariant()
    def entries_add_up_in_their_sequence(self) -> None:
        available = reserved = 0
        with self.database.transaction(read_only=True) as session:
            query = session.query(VoucherLedgerEntry).filter_by(batch_id=self.batch_id)
            entries = query.order_by(VoucherLedgerEntry.sequence).all()
        assert [entry.sequence for entry in entries] == list(range(1, len(self.done) + 1))
        for entry in entries:
            available += entry.available_delta_fen
            reserved += entry.reserved_delta_fen
            assert (available, reserved) == (entry.balance_after_fen, entry.reserved_after_fen)
            assert min(available, reserved) >= 0
        assert (available, reserved) == (self.model.available, self.model.reserved)

    @rule(begins=days, ends=days)
    def look(self, begins: date, ends: date) -> None:
        """No balance at any date is negative, a statement closes to the fen, of a reservation the rest is open."""
        period = Period(min(begins, ends), max(begins, ends))
        with self.database.transaction(read_only=True) as session:
            balance = balance_view(session, self.enterprise.id, as_of=ends, now=self.now)
            number = session.get_one(VoucherBatch, self.batch_id).number
            reservations = list_open_reservations(session, self.enterprise.id, now=self.now)
            head = read_head(session, self.enterprise.id, period, now=self.now)
            lines = list(iterate_lines(session, self.enterprise.id, period, now=self.now))
        left = sorted(amount for _, amount in self.model.reservations.values() if amount)
        assert sorted(each.open_fen for each in reservations if each.batch_number == number) == left
        assert min(balance.available_fen, balance.reserved_fen, head.opening_fen, head.closing_fen) >= 0
        for batch in balance.batches:
            spent = batch.available_fen + batch.reserved_fen + batch.redeemed_fen + batch.expired_fen
            assert batch.granted_fen == spent
        assert head.line_count == len(lines)
        assert head.opening_fen + sum(line.change_fen for line in lines) == head.closing_fen
        assert 0 <= head.usable_fen <= head.closing_fen

    @rule()
    def look_at_today(self) -> None:
        """What is said today is the last line of the ledger, also when the clock has gone back."""
        today = day_of(self.now)
        with self.database.transaction(read_only=True) as session:
            balance = balance_view(session, self.enterprise.id, as_of=today, now=self.now)
        if self.done:
            expected = self.model.available if today <= VALID_TO else 0
            assert balance.batches[-1].available_fen == expected
            assert balance.batches[-1].reserved_fen == self.model.reserved


def test_no_sequence_of_movements_makes_a_balance_negative(
    database: Database, enterprise: Enterprise
) -> None:
    def new_ledger() -> Ledger:
        machine = type("OneLedger", (Ledger,), {"database": database, "enterprise": enterprise})
        return machine()

    run_state_machine_as_test(
        new_ledger,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
