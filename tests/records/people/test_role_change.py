"""A role changed by the legal representative: what ends with it, what it may not do, what is on record."""

from __future__ import annotations

import pytest

from records.bindings.binding import find_binding
from records.models import Enterprise
from records.people.identity import Identity
from records.people.invitations import InvitedRole
from records.people.role_change import RoleResult, change_person_role
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.people.people_support import (
    BOSS,
    COLLEAGUE,
    HANDLER,
    add_person,
    audited,
    bind_as,
    contact_of,
    invite,
)
from tests.records.support import NOW, USCC, new_conversation

pytestmark = pytest.mark.both_databases


@pytest.fixture
def boss(database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str) -> str:
    """A conversation of the legal representative's; a handler stands second after it on the list."""
    add_person(database, enterprise, BOSS, "legal_representative")
    assert bind_as(database, identity, conversation_id, BOSS)
    add_person(database, enterprise, HANDLER, "handler")
    return conversation_id


def change(database: Database, boss: str, number: int, phone: str, role: InvitedRole) -> RoleResult:
    with database.transaction() as session:
        return change_person_role(session, boss, number=number, masked_phone=phone, role=role, now=NOW)


def role_of(database: Database, conversation_id: str) -> str | None:
    with database.transaction(read_only=True) as session:
        bound = find_binding(session, conversation_id, now=NOW)
        return bound.role if bound else None


def test_a_lower_role_ends_what_is_bound_and_a_higher_one_holds_at_once(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    theirs = new_conversation(database, hasher)
    assert bind_as(database, identity, theirs, HANDLER)
    lowered = change(database, boss, 3, "160****0102", "viewer")
    assert (lowered.outcome, lowered.ended, role_of(database, theirs)) == ("changed", 1, None)
    assert lowered.people is not None
    assert [person.role for person in lowered.people.people][2] == "viewer"
    assert bind_as(database, identity, theirs, HANDLER)
    raised = change(database, boss, 3, "160****0102", "handler")
    assert (raised.outcome, raised.ended, role_of(database, theirs)) == ("changed", 0, "handler")
    assert audited(database, "people.change_role") == [
        (f"uscc:{USCC} phone:160****0102 handler to viewer", "changed"),
        (f"uscc:{USCC} phone:160****0102 viewer to handler", "changed"),
    ]
    assert HANDLER not in repr((lowered, raised))


@pytest.mark.parametrize(
    ("number", "phone", "role", "outcome"),
    [
        (2, "160****0101", "viewer", "representative"),
        (3, "160****0102", "handler", "unchanged"),
        (3, "160****0101", "viewer", "not_found"),
        (0, "160****0102", "viewer", "not_found"),
        (9, "160****0102", "viewer", "not_found"),
    ],
)
def test_what_is_not_to_be_changed_stays_and_is_on_record(
    database: Database, boss: str, number: int, phone: str, role: InvitedRole, outcome: str
) -> None:
    before = contact_of(database, HANDLER).role
    result = change(database, boss, number, phone, role)
    assert (result.outcome, result.ended) == (outcome, 0)
    assert (contact_of(database, HANDLER).role, role_of(database, boss)) == (before, "legal_representative")
    assert [what for _, what in audited(database, "people.change_role")] == [outcome]


def test_who_is_invited_accepts_in_the_role_that_was_given_last(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    assert invite(database, identity, boss).outcome == "invited"
    given = "viewer" if contact_of(database, COLLEAGUE).role == "handler" else "handler"
    assert change(database, boss, 4, "160****0104", given).outcome == "changed"
    theirs = new_conversation(database, hasher)
    assert bind_as(database, identity, theirs, COLLEAGUE)
    assert role_of(database, theirs) == given
