from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event

from records.binding import find_binding, record_unbinding
from records.challenge_limits import ChallengeLimits, Limit
from records.database import Database
from records.enterprises import record_contact
from records.identity import Identity, find_open_challenge
from records.keyed_hash import KeyedHash
from records.models import AuditEntry, Base, Binding, Challenge, Contact, Enterprise, SmsOutboxEntry
from records.sms import DemoSmsGateway
from tests.records.support import (
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    ask_for_code,
    bind,
    last_code,
    new_conversation,
)

PAIRS_THAT_DO_NOT_MATCH = [
    pytest.param(UNKNOWN_USCC, PHONE, id="unknown enterprise"),
    pytest.param(USCC, "16000009999", id="unknown phone"),
    pytest.param(USCC, OTHER_PHONE, id="phone of another enterprise"),
    pytest.param(OTHER_USCC, PHONE, id="enterprise of another phone"),
]


def verify(database: Database, identity: Identity, conversation_id: str, code: str, now=NOW):
    with database.transaction() as session:
        return identity.verify_code(session, conversation_id, code, now=now)


def bound_uscc(database: Database, conversation_id: str, now=NOW) -> str | None:
    with database.transaction(read_only=True) as session:
        found = find_binding(session, conversation_id, now=now)
        return found.uscc if found else None


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_pair_and_code_bind_for_thirty_days(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    assert bound_uscc(database, conversation_id) is None
    bind(database, identity, conversation_id)
    with database.transaction(read_only=True) as session:
        found = find_binding(session, conversation_id, now=NOW)
    assert found is not None
    assert (found.uscc, found.name, found.enterprise_id) == (USCC, enterprise.name, enterprise.id)
    assert found.expires_at == NOW + timedelta(days=30)
    assert bound_uscc(database, conversation_id, NOW + timedelta(days=30, seconds=-1)) == USCC
    assert bound_uscc(database, conversation_id, NOW + timedelta(days=30)) is None


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456"])
def test_a_code_may_be_typed_in_full_width_or_with_a_blank(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    typed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.identity.secrets.randbelow", lambda _: 123456)
    ask_for_code(database, identity, conversation_id)
    assert verify(database, identity, conversation_id, typed).outcome == "verified"


@pytest.mark.parametrize(("uscc", "phone"), PAIRS_THAT_DO_NOT_MATCH)
def test_a_pair_that_does_not_match_looks_the_same_and_binds_nobody(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    conversation_id: str,
    uscc: str,
    phone: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.identity.secrets.randbelow", lambda _: 123456)
    assert ask_for_code(database, identity, conversation_id, uscc=uscc, phone=phone) == "started"
    assert last_code(database) is None
    with database.transaction(read_only=True) as session:
        challenge = find_open_challenge(session, conversation_id, now=NOW)
    assert challenge is not None
    assert challenge.masked_phone == f"{phone[:3]}****{phone[-4:]}"
    assert (challenge.attempts_left, challenge.is_expired) == (5, False)
    # Even the code that was drawn, and sent to nobody, is refused as a wrong one is.
    check = verify(database, identity, conversation_id, "123456")
    assert (check.outcome, check.attempts_left) == ("refused", 4)
    assert bound_uscc(database, conversation_id) is None


@pytest.mark.parametrize(("uscc", "phone"), PAIRS_THAT_DO_NOT_MATCH)
def test_a_pair_that_does_not_match_costs_the_same_work(
    database: Database,
    hasher: KeyedHash,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    uscc: str,
    phone: str,
) -> None:
    class CountingHash(KeyedHash):
        calls = 0

        def of(self, purpose: str, value: str) -> str:
            self.calls += 1
            return super().of(purpose, value)

    def work(uscc: str, phone: str) -> tuple[int, list[str]]:
        counting = CountingHash(b"a key for tests, 32 bytes long..")
        identity = Identity(counting, DemoSmsGateway(demo=True))
        conversation_id = new_conversation(database, hasher)
        statements: list[str] = []

        def note(_c, _cursor, statement, *_rest) -> None:
            statements.append(statement)

        event.listen(database._engine, "before_cursor_execute", note)
        ask_for_code(database, identity, conversation_id, uscc=uscc, phone=phone)
        verify(database, identity, conversation_id, "000000")
        event.remove(database._engine, "before_cursor_execute", note)
        return counting.calls, statements

    assert work(uscc, phone) == work(USCC, PHONE)


def test_an_enterprise_with_many_contacts_knows_all_of_them(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    with database.transaction() as session:
        for number in range(12):
            record_contact(
                session, enterprise.id, name="样例", phone=f"1600000{100 + number:04d}", role="viewer"
            )
    ask_for_code(database, identity, conversation_id, phone="16000000111")
    assert verify(database, identity, conversation_id, last_code(database) or "").outcome == "verified"


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
            return identity.start_challenge(session, conversation_id, USCC, now=now)

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


def limited(one: str) -> ChallengeLimits:
    """Three challenges an hour for one of them, and no limit that matters for the others."""
    every = {name: Limit(1_000, timedelta(hours=1)) for name in ("conversation", "phone", "uscc", "address")}
    return ChallengeLimits(**every | {one: Limit(3, timedelta(hours=1))})


@pytest.mark.parametrize("same", ["conversation", "uscc", "phone", "address"])
@pytest.mark.parametrize("matches", [True, False])
def test_challenges_are_limited_whether_the_pair_matches_or_not(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, same: str, matches: bool
) -> None:
    identity = Identity(hasher, DemoSmsGateway(demo=True), limited(same))
    one_conversation = new_conversation(database, hasher)

    def start(number: int, now=NOW) -> str:
        return ask_for_code(
            database,
            identity,
            one_conversation if same == "conversation" else new_conversation(database, hasher),
            uscc=(USCC if matches else UNKNOWN_USCC) if same == "uscc" or matches else f"unknown-{number}",
            phone=PHONE if same == "phone" or matches else f"1600001{number:04d}",
            address="192.0.2.1" if same == "address" else f"192.0.2.{number + 2}",
            now=now,
        )

    assert [start(number) for number in range(4)] == ["started"] * 3 + ["limited"]
    assert start(9, NOW + timedelta(hours=1)) == "started"


def test_the_limit_holds_for_challenges_at_the_same_moment(
    database: Database, hasher: KeyedHash, enterprise: Enterprise
) -> None:
    identity = Identity(hasher, DemoSmsGateway(demo=True), limited("uscc"))
    conversations = [new_conversation(database, hasher) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda each: ask_for_code(database, identity, each), conversations))
    assert outcomes.count("started") == 3


def test_a_challenge_that_is_rolled_back_sends_no_code(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    def start_and_fail() -> None:
        with database.transaction() as session:
            identity.record_phone_claim(session, conversation_id, PHONE, address=None, now=NOW)
            assert identity.start_challenge(session, conversation_id, USCC, now=NOW) == "started"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        start_and_fail()
    with database.transaction(read_only=True) as session:
        assert session.query(SmsOutboxEntry).count() == session.query(Challenge).count() == 0


def test_a_removed_contact_neither_binds_nor_stays_bound(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str, hasher: KeyedHash
) -> None:
    bind(database, identity, conversation_id)
    with database.transaction() as session:
        session.query(Contact).one().removed_at = NOW
    assert bound_uscc(database, conversation_id) is None
    other = new_conversation(database, hasher)
    assert ask_for_code(database, identity, other, now=NOW + timedelta(seconds=1)) == "started"
    assert last_code(database) is None


def test_a_contact_removed_while_the_code_was_on_its_way_binds_nobody(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    with database.transaction() as session:
        session.query(Contact).one().removed_at = NOW
    check = verify(database, identity, conversation_id, last_code(database) or "")
    assert check.outcome == "refused"
    assert bound_uscc(database, conversation_id) is None


def test_binding_again_ends_the_binding_before(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    conversation_id: str,
) -> None:
    bind(database, identity, conversation_id)
    later = NOW + timedelta(hours=2)
    ask_for_code(database, identity, conversation_id, uscc=OTHER_USCC, phone=OTHER_PHONE, now=later)
    assert verify(database, identity, conversation_id, last_code(database) or "", later).outcome == "verified"
    assert bound_uscc(database, conversation_id, later) == OTHER_USCC
    with database.transaction(read_only=True) as session:
        assert session.query(Binding).count() == 2


def test_unbinding_ends_it_once(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    for expected in (True, False):
        with database.transaction() as session:
            assert record_unbinding(session, conversation_id, now=NOW) is expected
    assert bound_uscc(database, conversation_id) is None


def test_each_step_is_an_audit_entry_that_says_what_the_user_is_not_told(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id, uscc=UNKNOWN_USCC)
    verify(database, identity, conversation_id, "000000")
    bind(database, identity, conversation_id, now=NOW + timedelta(seconds=1))
    with database.transaction() as session:
        record_unbinding(session, conversation_id, now=NOW)
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
    assert [(entry.action, entry.outcome) for entry in entries] == [
        ("binding.start", "no_match"),
        ("binding.verify", "refused"),
        ("binding.start", "started"),
        ("binding.verify", "verified"),
        ("binding.end", "done"),
    ]
    assert {entry.actor for entry in entries} == {f"conversation:{conversation_id}"}


def test_neither_phone_nor_code_nor_address_of_a_user_is_stored_in_clear(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id, phone="16000004321", address="192.0.2.77")
    bind(database, identity, conversation_id)
    code = last_code(database) or "none"
    with database.transaction(read_only=True) as session:
        for table in Base.metadata.sorted_tables:
            if table.name in {"contacts", "sms_outbox"}:  # the registered phones; the demo's own outbox
                continue
            for row in session.execute(table.select()):
                for value in map(str, row):
                    assert "16000004321" not in value
                    assert PHONE not in value
                    assert "192.0.2.77" not in value
                    assert value != code
