from __future__ import annotations

import pytest
from sqlalchemy import event

from records.database import Database
from records.enterprises import record_contact
from records.keyed_hash import KeyedHash
from records.models import Enterprise
from records.people.identity import Identity, find_open_challenge
from records.people.sms import DemoSmsGateway
from tests.records.support import (
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
)

PAIRS_THAT_DO_NOT_MATCH = [
    pytest.param(UNKNOWN_USCC, PHONE, id="unknown enterprise"),
    pytest.param(USCC, "16000009999", id="unknown phone"),
    pytest.param(USCC, OTHER_PHONE, id="phone of another enterprise"),
    pytest.param(OTHER_USCC, PHONE, id="enterprise of another phone"),
]


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
    monkeypatch.setattr("records.people.identity.secrets.randbelow", lambda _: 123456)
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
