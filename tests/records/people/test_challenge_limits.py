from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from records.enterprises.enterprises import record_contact
from records.models import AuditEntry, Enterprise
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import ChallengeStart, Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import (
    NOTICE,
    NOW,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    ask_for_code,
    bound_uscc,
    last_code,
    new_conversation,
    verify,
    wrong,
)

pytestmark = pytest.mark.both_databases

FREE = ChallengeLimits(**{each.name: Limit(1_000, timedelta(hours=1)) for each in fields(ChallengeLimits)})
THREE = Limit(3, timedelta(hours=1))


def limited(hasher: KeyedHash, **limits: Limit) -> Identity:
    """No limit that matters but these."""
    return Identity(hasher, DemoSmsGateway(demo=True), replace(FREE, **limits))


def start_in_new_conversation(
    database: Database, identity: Identity, hasher: KeyedHash, uscc: str = USCC, phone: str = PHONE, now=NOW
) -> ChallengeStart:
    conversation_id = new_conversation(database, hasher)
    with database.transaction() as session:
        identity.record_phone_claim(session, conversation_id, phone, address=None, now=now)
        return identity.start_challenge(session, conversation_id, uscc, consent=NOTICE, now=now)


@pytest.mark.parametrize("same", ["conversation", "pair", "phone", "address"])
@pytest.mark.parametrize("matches", [True, False])
def test_what_the_asker_gave_is_limited_whether_the_pair_matches_or_not(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, same: str, matches: bool
) -> None:
    identity = limited(hasher, **{same: THREE})
    one_conversation = new_conversation(database, hasher)

    def start(number: int, now=NOW) -> str:
        return ask_for_code(
            database,
            identity,
            one_conversation if same == "conversation" else new_conversation(database, hasher),
            uscc=USCC if matches else UNKNOWN_USCC if same == "pair" else f"unknown-{number}",
            phone=PHONE if matches or same in {"phone", "pair"} else f"1600001{number:04d}",
            address="192.0.2.1" if same == "address" else f"192.0.2.{number + 2}",
            now=now,
        )

    assert [start(number) for number in range(4)] == ["started"] * 3 + ["limited"]
    assert start(9, NOW + timedelta(hours=1)) == "started"


def test_who_is_limited_is_told_when_to_try_again(
    database: Database, hasher: KeyedHash, enterprise: Enterprise
) -> None:
    identity = limited(hasher, phone=THREE, pair=Limit(4, timedelta(days=1)))
    for minutes in (0, 5, 10):
        moment = NOW + timedelta(minutes=minutes)
        assert start_in_new_conversation(database, identity, hasher, now=moment).outcome == "started"
    refused = start_in_new_conversation(database, identity, hasher, now=NOW + timedelta(minutes=20))
    assert refused == ChallengeStart("limited", NOW + timedelta(hours=1))
    assert start_in_new_conversation(database, identity, hasher, now=refused.retry_at).outcome == "started"
    # Two limits at once: the later end is named.
    by_pair = start_in_new_conversation(database, identity, hasher, now=NOW + timedelta(minutes=61))
    assert by_pair == ChallengeStart("limited", NOW + timedelta(days=1))


def test_the_limit_holds_for_challenges_at_the_same_moment(
    database: Database, hasher: KeyedHash, enterprise: Enterprise
) -> None:
    identity = limited(hasher, pair=THREE)
    conversations = [new_conversation(database, hasher) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda each: ask_for_code(database, identity, each), conversations))
    assert outcomes.count("started") == 3


def test_who_knows_a_uscc_only_cannot_lock_its_enterprise_out(
    database: Database, identity: Identity, hasher: KeyedHash, enterprise: Enterprise, conversation_id: str
) -> None:
    for number in range(60):
        phone = f"1600002{number:04d}"
        assert start_in_new_conversation(database, identity, hasher, phone=phone).outcome == "started"
        stranger = new_conversation(database, hasher)
        ask_for_code(database, identity, stranger, phone=phone, address=None)
        for _ in range(5):
            verify(database, identity, stranger, "000000")
    assert ask_for_code(database, identity, conversation_id) == "started"
    assert verify(database, identity, conversation_id, last_code(database) or "").outcome == "verified"


def add_contacts(database: Database, enterprise: Enterprise, count: int) -> list[str]:
    phones = [f"1600003{number:04d}" for number in range(count)]
    with database.transaction() as session:
        for phone in phones:
            record_contact(session, enterprise.id, name="样例", phone=phone, role="handler")
    return phones


def test_an_enterprises_own_limit_is_kept_in_silence(
    database: Database, hasher: KeyedHash, enterprise: Enterprise
) -> None:
    identity = limited(hasher, enterprise=THREE)
    phones = add_contacts(database, enterprise, 4)
    for phone in phones[:3]:
        start_in_new_conversation(database, identity, hasher, phone=phone)
        assert last_code(database) is not None
    silenced = start_in_new_conversation(database, identity, hasher, phone=phones[3])
    assert last_code(database) is None
    unmatched = start_in_new_conversation(database, identity, hasher, phone="16000009999")
    assert silenced == unmatched == ChallengeStart("started")
    with database.transaction(read_only=True) as session:
        outcomes = [
            entry.outcome
            for entry in session.query(AuditEntry).order_by(AuditEntry.sequence)
            if entry.action == "binding.start"
        ]
    assert outcomes[3:] == ["limited_in_silence", "no_match"]
    later = NOW + timedelta(hours=1)
    start_in_new_conversation(database, identity, hasher, phone=phones[3], now=later)
    assert last_code(database) is not None


def give_wrong_codes(
    database: Database, identity: Identity, hasher: KeyedHash, uscc: str, phone: str, count: int
) -> None:
    conversation_id = new_conversation(database, hasher)
    ask_for_code(database, identity, conversation_id, uscc=uscc, phone=phone, address=None)
    code = last_code(database) or "123456"
    for _ in range(count):
        verify(database, identity, conversation_id, wrong(code))


@pytest.mark.parametrize("uscc", [USCC, UNKNOWN_USCC])
def test_wrong_codes_of_one_phone_add_up_over_challenges(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, uscc: str
) -> None:
    identity = limited(hasher, wrong_codes_of_phone=Limit(7, timedelta(days=1)))
    open_one = new_conversation(database, hasher)
    ask_for_code(database, identity, open_one, uscc=uscc, address=None)
    code = last_code(database) or "000000"
    give_wrong_codes(database, identity, hasher, uscc, PHONE, 5)
    give_wrong_codes(database, identity, hasher, uscc, PHONE, 2)
    refused = start_in_new_conversation(database, identity, hasher, uscc)
    assert refused == ChallengeStart("limited", NOW + timedelta(days=1))
    # A challenge that was open before is over too, even for the right code.
    check = verify(database, identity, open_one, code)
    assert (check.outcome, check.attempts_left) == ("refused", 0)
    assert bound_uscc(database, open_one) is None


def test_wrong_codes_of_an_enterprise_are_limited_in_silence(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, conversation_id: str
) -> None:
    identity = limited(hasher, wrong_codes_of_enterprise=Limit(6, timedelta(days=1)))
    phones = add_contacts(database, enterprise, 2)
    ask_for_code(database, identity, conversation_id)
    code = last_code(database) or ""
    for phone in phones:
        give_wrong_codes(database, identity, hasher, USCC, phone, 3)
    # As a wrong code of a pair that matches nothing: refused, with as many attempts left.
    check = verify(database, identity, conversation_id, code)
    assert (check.outcome, check.attempts_left) == ("refused", 4)
    assert start_in_new_conversation(database, identity, hasher).outcome == "started"
    assert last_code(database) is None


@pytest.mark.parametrize("back", [timedelta(minutes=30), timedelta(days=400)])
def test_after_the_clock_has_gone_back_nobody_is_locked_out_for_long(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, back: timedelta
) -> None:
    identity = limited(hasher, phone=THREE)
    for _ in range(3):
        start_in_new_conversation(database, identity, hasher)
    now: datetime = NOW - back
    start = start_in_new_conversation(database, identity, hasher, now=now)
    if back > timedelta(hours=1):
        assert start.outcome == "started"
    else:
        assert start == ChallengeStart("limited", NOW + timedelta(hours=1))
