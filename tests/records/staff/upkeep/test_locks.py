from __future__ import annotations

from datetime import timedelta

import pytest

from records.models import AuditEntry, Enterprise, LockRelease
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.staff.accounts.accounts import StaffMember, create_staff
from records.staff.files.reason import ReasonRequired
from records.staff.upkeep.locks import find_locks, release_lock
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.people.test_challenge_limits import (
    FREE,
    THREE,
    give_wrong_codes,
    start_in_new_conversation,
)
from tests.records.support import NOW, PHONE, UNKNOWN_USCC, USCC, last_code

pytestmark = pytest.mark.both_databases


@pytest.fixture
def officer(database: Database) -> StaffMember:
    with database.transaction() as session:
        return create_staff(session, "钱办", "case_officer", "a long password", actor="system", now=NOW)


def locks(database: Database, officer: StaffMember, hasher: KeyedHash, limits: ChallengeLimits, **whose: str):
    with database.transaction() as session:
        return find_locks(session, officer, hasher=hasher, now=NOW, limits=limits, **whose)


def release(database: Database, officer: StaffMember, hasher: KeyedHash, now=NOW, **whose: str) -> None:
    with database.transaction() as session:
        release_lock(session, officer, hasher=hasher, reason="来电核实，本人操作", now=now, **whose)


@pytest.mark.parametrize("uscc", [USCC, UNKNOWN_USCC])
@pytest.mark.parametrize("limit", ["phone", "pair", "wrong_codes_of_phone"])
def test_staff_see_and_lift_the_lock_of_a_phone(
    database: Database,
    hasher: KeyedHash,
    enterprise: Enterprise,
    officer: StaffMember,
    uscc: str,
    limit: str,
) -> None:
    limits = ChallengeLimits(**vars(FREE) | {limit: Limit(3, timedelta(days=1))})
    identity = Identity(hasher, DemoSmsGateway(demo=True), limits)
    for _ in range(3):
        give_wrong_codes(database, identity, hasher, uscc, PHONE, 1)
    assert start_in_new_conversation(database, identity, hasher, uscc).outcome == "limited"
    (lock,) = locks(database, officer, hasher, limits, phone=PHONE)
    assert lock.kind == ("wrong_codes" if "wrong" in limit else "challenges")
    assert lock.until == NOW + timedelta(days=1)
    release(database, officer, hasher, phone=PHONE)
    assert locks(database, officer, hasher, limits, phone=PHONE) == []
    later = NOW + timedelta(seconds=1)
    assert start_in_new_conversation(database, identity, hasher, uscc, now=later).outcome == "started"


def test_staff_see_and_lift_what_silences_an_enterprise(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, officer: StaffMember
) -> None:
    limits = ChallengeLimits(**vars(FREE) | {"enterprise": THREE})
    identity = Identity(hasher, DemoSmsGateway(demo=True), limits)
    for _ in range(4):
        start_in_new_conversation(database, identity, hasher)
    assert last_code(database) is None
    (lock,) = locks(database, officer, hasher, limits, uscc=USCC)
    assert (lock.kind, lock.until) == ("silent", NOW + timedelta(hours=1))
    release(database, officer, hasher, uscc=USCC)
    assert locks(database, officer, hasher, limits, uscc=USCC) == []
    start_in_new_conversation(database, identity, hasher, now=NOW + timedelta(seconds=1))
    assert last_code(database) is not None


def test_lifting_a_lock_needs_a_reason_and_is_on_record(
    database: Database, hasher: KeyedHash, officer: StaffMember
) -> None:
    with pytest.raises(ReasonRequired), database.transaction() as session:
        release_lock(session, officer, hasher=hasher, phone=PHONE, reason=" \n", now=NOW)
    with database.transaction(read_only=True) as session:
        assert session.query(LockRelease).count() == 0
    release(database, officer, hasher, phone=PHONE)
    with database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        stored = session.query(LockRelease).one()
    assert entry is not None
    assert (entry.actor, entry.action, entry.subject, entry.outcome, entry.reason) == (
        "staff:钱办",
        "staff.release_lock",
        "phone:160****0001",
        "done",
        "来电核实，本人操作",
    )
    assert stored.staff_id == officer.id


@pytest.mark.parametrize("whose", [{}, {"uscc": USCC, "phone": PHONE}])
def test_a_lock_is_that_of_one_phone_or_one_enterprise(
    database: Database, hasher: KeyedHash, officer: StaffMember, whose: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="either"), database.transaction() as session:
        release_lock(session, officer, hasher=hasher, reason="理由", now=NOW, **whose)


def test_a_lock_can_be_lifted_after_the_clock_has_gone_back(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, officer: StaffMember
) -> None:
    limits = ChallengeLimits(**vars(FREE) | {"phone": THREE})
    identity = Identity(hasher, DemoSmsGateway(demo=True), limits)
    ahead = NOW + timedelta(minutes=30)
    for _ in range(3):
        start_in_new_conversation(database, identity, hasher, now=ahead)
    assert start_in_new_conversation(database, identity, hasher).outcome == "limited"
    release(database, officer, hasher, phone=PHONE)
    assert start_in_new_conversation(database, identity, hasher).outcome == "started"
