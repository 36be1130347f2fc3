from __future__ import annotations

from datetime import timedelta

import pytest

from records.bindings.binding import find_binding, record_unbinding
from records.models import AuditEntry, Base, Binding, Contact, Enterprise
from records.people.identity import Identity
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import (
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    ask_for_code,
    bind,
    bound_uscc,
    last_code,
    new_conversation,
    verify,
)

pytestmark = pytest.mark.both_databases


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
        ("binding.consent", "given"),
        ("binding.start", "no_match"),
        ("binding.verify", "refused"),
        ("binding.consent", "given"),
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
