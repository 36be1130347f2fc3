"""Whatever does not match looks alike: in what is returned, in what is stored of the conversation, and in its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from records.enterprises.enterprises import record_contact
from records.models import Challenge, Contact, Enterprise, Invitation
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import ChallengeStart, Identity, find_open_challenge
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import (
    NOTICE,
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
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

REMOVED_PHONE, EXPIRED_PHONE, SILENCED_PHONE = "16000000201", "16000000202", "16000000203"
SILENT = replace(ChallengeLimits(), enterprise=Limit(1, timedelta(days=1)))

PAIRS_THAT_DO_NOT_MATCH = [
    pytest.param(UNKNOWN_USCC, PHONE, id="unknown enterprise"),
    pytest.param(USCC, "16000009999", id="unknown phone"),
    pytest.param(USCC, OTHER_PHONE, id="phone of another enterprise"),
    pytest.param(OTHER_USCC, PHONE, id="enterprise of another phone"),
    pytest.param(USCC, REMOVED_PHONE, id="removed contact"),
    pytest.param(USCC, EXPIRED_PHONE, id="expired invitation"),
    pytest.param("'; DROP TABLE contacts; --", PHONE, id="SQL for a uscc"),
]


@pytest.fixture
def contacts(database: Database, enterprise: Enterprise, other_enterprise: Enterprise) -> None:
    """Beside the two enterprises' contacts one who was removed, and one who let an invitation pass."""
    with database.transaction() as session:
        for phone in (REMOVED_PHONE, EXPIRED_PHONE, SILENCED_PHONE):
            record_contact(session, enterprise.id, name="样例", phone=phone, role="handler")
        first, removed, expired = (
            session.query(Contact)
            .order_by(Contact.id)
            .filter(Contact.phone.in_([PHONE, REMOVED_PHONE, EXPIRED_PHONE]))
        )
        removed.removed_at = NOW
        session.add(
            Invitation(
                contact_id=expired.id,
                invited_by_id=first.id,
                created_at=NOW - timedelta(days=7),
                expires_at=NOW,
            )
        )


class CountingHash(KeyedHash):
    calls = 0

    def of(self, purpose: str, value: str) -> str:
        self.calls += 1
        return super().of(purpose, value)


def statements_of(database: Database, work: Callable[[], Any]) -> list[str]:
    """Return the SQL that some work runs."""
    seen: list[str] = []

    def note(_c, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(database._engine, "before_cursor_execute", note)
    work()
    event.remove(database._engine, "before_cursor_execute", note)
    return seen


def observe(database: Database, identity: Identity, uscc: str, phone: str, hasher: KeyedHash) -> list[Any]:
    """Return all that a user can observe of a pair whose codes are wrong: step by step, as values."""
    conversation_id = new_conversation(database, hasher)
    with database.transaction() as session:
        identity.record_phone_claim(session, conversation_id, phone, address=None, now=NOW)
    seen: list[Any] = []
    with database.transaction() as session:
        seen.append(identity.start_challenge(session, conversation_id, uscc, consent=NOTICE, now=NOW))
    code = last_code(database) or "123456"
    for _ in range(6):
        with database.transaction(read_only=True) as session:
            waiting = find_open_challenge(session, conversation_id, now=NOW)
        seen.append(waiting and replace(waiting, masked_phone=""))
        seen.append(verify(database, identity, conversation_id, wrong(code)))
    seen.append(bound_uscc(database, conversation_id))
    return seen


@pytest.mark.parametrize(("uscc", "phone"), PAIRS_THAT_DO_NOT_MATCH)
def test_a_pair_that_does_not_match_looks_like_one_whose_code_is_wrong(
    database: Database, identity: Identity, contacts: None, hasher: KeyedHash, uscc: str, phone: str
) -> None:
    observed = observe(database, identity, uscc, phone, hasher)
    assert observed == observe(database, identity, USCC, SILENCED_PHONE, hasher)
    assert observed[0] == ChallengeStart("started")


@pytest.mark.parametrize(("uscc", "phone"), PAIRS_THAT_DO_NOT_MATCH)
def test_a_pair_that_does_not_match_gets_no_code_and_binds_nobody(
    database: Database,
    identity: Identity,
    contacts: None,
    conversation_id: str,
    uscc: str,
    phone: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.people.identity.secrets.randbelow", lambda _: 123456)
    assert ask_for_code(database, identity, conversation_id, uscc=uscc, phone=phone) == "started"
    assert last_code(database) is None
    # Even the code that was drawn, and sent to nobody, is refused as a wrong one is.
    check = verify(database, identity, conversation_id, "123456")
    assert (check.outcome, check.attempts_left) == ("refused", 4)
    assert bound_uscc(database, conversation_id) is None


@pytest.mark.parametrize(("uscc", "phone"), PAIRS_THAT_DO_NOT_MATCH)
def test_a_pair_that_does_not_match_costs_the_same_work(
    database: Database, hasher: KeyedHash, contacts: None, uscc: str, phone: str
) -> None:
    def work(uscc: str, phone: str) -> tuple[int, list[str]]:
        counting = CountingHash(b"a key for tests, 32 bytes long..")
        identity = Identity(counting, DemoSmsGateway(demo=True))
        conversation_id = new_conversation(database, hasher)

        def run() -> None:
            ask_for_code(database, identity, conversation_id, uscc=uscc, phone=phone)
            verify(database, identity, conversation_id, "000000")

        return counting.calls, statements_of(database, run)

    assert work(uscc, phone) == work(USCC, PHONE)


def test_an_enterprise_that_is_silenced_looks_and_costs_the_same(
    database: Database, hasher: KeyedHash, contacts: None
) -> None:
    identity = Identity(hasher, DemoSmsGateway(demo=True), SILENT)
    ask_for_code(database, identity, new_conversation(database, hasher), address=None)
    assert last_code(database) is not None
    conversations = [new_conversation(database, hasher) for _ in range(2)]

    def run(conversation_id: str, uscc: str) -> list[str]:
        return statements_of(
            database,
            lambda: (
                ask_for_code(
                    database, identity, conversation_id, uscc=uscc, phone=SILENCED_PHONE, address=None
                ),
                verify(database, identity, conversation_id, "000000"),
            ),
        )

    assert run(conversations[0], USCC) == run(conversations[1], UNKNOWN_USCC)
    assert last_code(database) is None
    silenced = observe(database, identity, USCC, SILENCED_PHONE, hasher)
    assert silenced == observe(database, identity, UNKNOWN_USCC, "16000009999", hasher)


def test_a_right_code_after_the_contact_was_removed_is_as_wrong_as_any(
    database: Database, identity: Identity, contacts: None, hasher: KeyedHash
) -> None:
    def outcome(remove: bool) -> tuple[Any, list[str]]:
        conversation_id = new_conversation(database, hasher)
        ask_for_code(database, identity, conversation_id, phone=SILENCED_PHONE, address=None)
        code = last_code(database) or ""
        with database.transaction() as session:
            contact = session.query(Contact).filter(Contact.phone == SILENCED_PHONE).one()
            contact.removed_at = NOW if remove else None
        checks: list[Any] = []
        seen = statements_of(
            database,
            lambda: checks.append(
                verify(database, identity, conversation_id, code if remove else wrong(code))
            ),
        )
        return checks, seen

    wrong_code = outcome(remove=False)
    assert outcome(remove=True) == wrong_code


def test_nothing_of_a_pair_that_does_not_match_is_kept_otherwise(
    database: Database, identity: Identity, contacts: None, hasher: KeyedHash
) -> None:
    for uscc, phone in ((USCC, SILENCED_PHONE), (UNKNOWN_USCC, SILENCED_PHONE)):
        ask_for_code(database, identity, new_conversation(database, hasher), uscc=uscc, phone=phone)
    with database.transaction(read_only=True) as session:
        first, second = session.query(Challenge)
    same = ("phone_hash", "address_hash", "masked_phone", "attempts", "state", "created_at", "expires_at")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]


def test_an_enterprise_with_many_contacts_knows_all_of_them(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    with database.transaction() as session:
        for number in range(40):
            record_contact(
                session, enterprise.id, name="样例", phone=f"1600000{100 + number:04d}", role="viewer"
            )
    ask_for_code(database, identity, conversation_id, phone="16000000139")
    assert verify(database, identity, conversation_id, last_code(database) or "").outcome == "verified"
