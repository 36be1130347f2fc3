"""Who guesses passwords waits ever longer; whom the name belongs to gets in from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from records.models import AuditEntry, SignInAttempt
from records.staff.accounts import accounts as staff_module
from records.staff.accounts.accounts import SignIn, create_staff, sign_in
from records.staff.accounts.lock_out import (
    FREE_FAILURES,
    FREE_FAILURES_OF_STRANGERS,
    THIS_MACHINE,
    forget_failures,
)
from records.storage.database import Database
from tests.records.support import NOW

NAME, PASSWORD = "张三", "a long password of 张三"
DESK, OTHER = "192.0.2.10", "192.0.2.66"

Try = Callable[..., SignIn]


@pytest.fixture
def attempt(database: Database, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Try to sign in, with little work: `attempt("wrong", DESK, NOW)`."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff_module, "_hasher", quick)
    monkeypatch.setattr(staff_module, "_NOBODY", quick.hash("nobody knows"))
    with database.transaction() as session:
        create_staff(session, NAME, "case_officer", PASSWORD, actor="system", now=NOW)

    def run(password: str, address: str, now: datetime = NOW, name: str = NAME) -> SignIn:
        return sign_in(database, name, password, now=now, address=address)

    return run


def guess_until_locked(attempt: Try, address: str, now: datetime = NOW, name: str = NAME) -> timedelta:
    """Guess wrongly as often as it is allowed at a moment; return how long it is locked then."""
    for _ in range(100):
        found = attempt("wrong", address, now, name)
        if found.outcome == "locked":
            assert found.wait is not None
            return found.wait
        assert found.outcome == "refused"
    raise AssertionError("nothing stops the guessing")


def test_each_failure_after_the_fifth_doubles_the_wait_up_to_a_quarter_of_an_hour(attempt: Try) -> None:
    moment, waits = NOW, []
    for _ in range(6):
        wait = guess_until_locked(attempt, OTHER, moment)
        waits.append(wait // timedelta(minutes=1))
        moment += wait
    assert waits == [1, 2, 4, 8, 15, 15]


def test_the_wait_that_is_left_is_told_and_is_true(attempt: Try) -> None:
    guess_until_locked(attempt, OTHER)
    assert attempt(PASSWORD, OTHER, NOW + timedelta(seconds=59)).wait == timedelta(seconds=1)
    assert attempt(PASSWORD, OTHER, NOW + timedelta(seconds=60)).outcome == "signed_in"


def test_who_guesses_a_name_locks_nobody_out_elsewhere(attempt: Try) -> None:
    guess_until_locked(attempt, OTHER)
    assert attempt(PASSWORD, DESK).outcome == "signed_in"
    assert attempt(PASSWORD, OTHER).outcome == "locked"


def test_signing_in_begins_the_count_anew(attempt: Try) -> None:
    for _ in range(3):
        for _ in range(FREE_FAILURES - 1):
            assert attempt("wrong", DESK).outcome == "refused"
        assert attempt(PASSWORD, DESK).outcome == "signed_in"


def test_a_failure_is_forgotten_after_a_day(attempt: Try) -> None:
    guess_until_locked(attempt, OTHER)
    later = NOW + timedelta(hours=24)
    assert [attempt("wrong", OTHER, later).outcome for _ in range(5)] == ["refused"] * 5


def guess_from_everywhere(attempt: Try, now: datetime = NOW, name: str = NAME) -> None:
    """Guess from ever new addresses, until there is no use in another."""
    for number in range(FREE_FAILURES_OF_STRANGERS):
        assert attempt("wrong", f"198.51.100.{number}", now, name).outcome == "refused"
    assert attempt("wrong", "203.0.113.1", now, name).outcome == "locked"


def test_guesses_from_many_addresses_are_counted_together(attempt: Try) -> None:
    guess_from_everywhere(attempt)
    assert attempt(PASSWORD, DESK).outcome == "locked"
    assert attempt(PASSWORD, DESK, NOW + timedelta(minutes=1)).outcome == "signed_in"


@pytest.mark.parametrize("here", [DESK, THIS_MACHINE, "::1"])
def test_there_is_a_way_in_from_where_one_is_known_and_from_the_machine_itself(
    attempt: Try, here: str
) -> None:
    assert attempt(PASSWORD, DESK).outcome == "signed_in"
    guess_from_everywhere(attempt, NOW + timedelta(days=1))
    assert attempt(PASSWORD, here, NOW + timedelta(days=1)).outcome == "signed_in"


def test_after_a_month_one_is_not_known_any_more(attempt: Try) -> None:
    assert attempt(PASSWORD, DESK).outcome == "signed_in"
    guess_from_everywhere(attempt, NOW + timedelta(days=30))
    assert attempt(PASSWORD, DESK, NOW + timedelta(days=30)).outcome == "locked"


def test_where_one_is_known_guesses_are_counted_too(attempt: Try) -> None:
    assert attempt(PASSWORD, DESK).outcome == "signed_in"
    assert guess_until_locked(attempt, DESK) == timedelta(minutes=1)


def test_a_name_that_nobody_has_is_locked_as_one_that_somebody_has(attempt: Try) -> None:
    for address in (OTHER, DESK):
        moment = NOW
        for _ in range(3):
            known = guess_until_locked(attempt, address, moment)
            assert guess_until_locked(attempt, address, moment, name="nobody") == known
            moment += known
    guess_from_everywhere(attempt, NOW + timedelta(days=2))
    guess_from_everywhere(attempt, NOW + timedelta(days=2), name="nobody")


def test_guesses_at_the_same_moment_do_not_pass_the_limit(attempt: Try) -> None:
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda _: attempt("wrong", OTHER).outcome, range(16)))
    assert (outcomes.count("refused"), outcomes.count("locked")) == (FREE_FAILURES, 11)


def test_an_administrator_lets_a_name_in_again(attempt: Try, database: Database) -> None:
    guess_until_locked(attempt, OTHER)
    with database.transaction() as session:
        assert forget_failures(session, NAME, actor="system", now=NOW) == FREE_FAILURES
        assert forget_failures(session, NAME, actor="system", now=NOW) == 0
    assert attempt(PASSWORD, OTHER).outcome == "signed_in"
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter_by(action="staff.unlock").order_by(AuditEntry.sequence)
        assert [(entry.subject, entry.outcome) for entry in entries] == [
            (f"staff:{NAME}", "done"),
            (f"staff:{NAME}", "unchanged"),
        ]


def test_no_address_is_stored_in_clear(attempt: Try, database: Database) -> None:
    attempt("wrong", OTHER)
    with database.transaction(read_only=True) as session:
        assert OTHER not in str(vars(session.query(SignInAttempt).one()))
