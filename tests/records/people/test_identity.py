from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.models import Challenge, Enterprise, SmsOutboxEntry
from records.people.identity import Identity, find_open_challenge
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import (
    NOTICE,
    NOW,
    OTHER_PHONE,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    ask_for_code,
    bind,
    bound_uscc,
    last_code,
    new_conversation,
    verify,
    wrong,
)

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456"])
def test_a_code_may_be_typed_in_full_width_or_with_a_blank(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    typed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.people.identity.secrets.randbelow", lambda _: 123456)
    ask_for_code(database, identity, conversation_id)
    assert verify(database, identity, conversation_id, typed).outcome == "verified"


def test_five_wrong_codes_close_the_challenge(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database)
    assert code is not None
    checks = [verify(database, identity, conversation_id, wrong(code)) for _ in range(5)]
    assert [check.outcome for check in checks] == ["refused"] * 5
    assert [check.attempts_left for check in checks] == [4, 3, 2, 1, 0]
    assert verify(database, identity, conversation_id, code).outcome == "none"
    assert bound_uscc(database, conversation_id) is None


def test_guesses_at_the_same_moment_all_count(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database)
    assert code is not None
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(
            threads.map(lambda _: verify(database, identity, conversation_id, wrong(code)).outcome, range(12))
        )
    assert outcomes.count("refused") == 5
    assert outcomes.count("none") == 7


def test_a_code_works_once(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    assert verify(database, identity, conversation_id, last_code(database) or "").outcome == "none"


def test_a_late_code_is_said_to_be_late_and_binds_nobody(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database) or ""
    late = NOW + timedelta(minutes=5)
    with database.transaction(read_only=True) as session:
        waiting = find_open_challenge(session, conversation_id, now=late)
    assert waiting is not None
    assert waiting.is_expired
    assert verify(database, identity, conversation_id, code, late).outcome == "expired"
    assert verify(database, identity, conversation_id, code, NOW).outcome == "none"
    assert bound_uscc(database, conversation_id, late) is None


def test_after_half_an_hour_nothing_awaits_a_code(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    much_later = NOW + timedelta(minutes=30)
    with database.transaction(read_only=True) as session:
        assert find_open_challenge(session, conversation_id, now=much_later) is None
    outcome = verify(database, identity, conversation_id, last_code(database) or "", much_later).outcome
    assert outcome == "none"


def test_a_code_of_another_conversation_is_none(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str, hasher: KeyedHash
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database) or ""
    stranger = new_conversation(database, hasher)
    assert verify(database, identity, stranger, code).outcome == "none"
    ask_for_code(database, identity, stranger, uscc=UNKNOWN_USCC)
    assert verify(database, identity, stranger, code).outcome == "refused"
    assert verify(database, identity, conversation_id, code).outcome == "verified"


def test_a_new_code_ends_the_old_one(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    old = last_code(database) or ""
    ask_for_code(database, identity, conversation_id, now=NOW + timedelta(seconds=1))
    new = last_code(database) or ""
    if old != new:
        assert verify(database, identity, conversation_id, old).outcome == "refused"
    assert verify(database, identity, conversation_id, new).outcome == "verified"


def test_without_a_phone_of_the_last_half_hour_there_is_no_code(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    def start(now) -> str:
        with database.transaction() as session:
            return identity.start_challenge(session, conversation_id, USCC, consent=NOTICE, now=now).outcome

    assert start(NOW) == "phone_missing"
    with database.transaction() as session:
        masked = identity.record_phone_claim(session, conversation_id, PHONE, address=None, now=NOW)
    assert masked == "160****0001"
    assert start(NOW + timedelta(minutes=30)) == "phone_missing"
    assert start(NOW + timedelta(minutes=29)) == "started"


def test_the_last_phone_given_counts(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    with database.transaction() as session:
        identity.record_phone_claim(session, conversation_id, OTHER_PHONE, address=None, now=NOW)
    ask_for_code(database, identity, conversation_id, phone=PHONE)
    assert last_code(database) is not None


def test_a_challenge_that_is_rolled_back_sends_no_code(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    def start_and_fail() -> None:
        with database.transaction() as session:
            identity.record_phone_claim(session, conversation_id, PHONE, address=None, now=NOW)
            start = identity.start_challenge(session, conversation_id, USCC, consent=NOTICE, now=NOW)
            assert start.outcome == "started"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        start_and_fail()
    with database.transaction(read_only=True) as session:
        assert session.query(SmsOutboxEntry).count() == session.query(Challenge).count() == 0
