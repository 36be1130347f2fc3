"""Several people act for an enterprise: the legal representative lists, invites and removes them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from records.bindings.binding import find_binding
from records.models import Binding, Contact, Enterprise, Invitation, PhoneClaim
from records.people.contacts import change_role
from records.people.identity import Identity
from records.people.invitations import INVITATION_LIFE, INVITATIONS_A_DAY, MOST_PEOPLE
from records.people.people import list_people
from records.people.revocation import revoke_person
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.people.people_support import (
    BOSS,
    COLLEAGUE,
    HANDLER,
    VIEWER,
    add_person,
    audited,
    bind_as,
    contact_of,
    invite,
    people,
    revoke,
)
from tests.records.support import (
    NOW,
    PHONE,
    USCC,
    ask_for_code,
    bound_uscc,
    last_code,
    new_conversation,
    verify,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def boss(database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str) -> str:
    """A conversation of the legal representative's, beside the enterprise's first contact."""
    add_person(database, enterprise, BOSS, "legal_representative")
    assert bind_as(database, identity, conversation_id, BOSS)
    return conversation_id


def states(database: Database, boss: str, now=NOW) -> list[tuple[str, str, str]]:
    found = people(database, boss, now).people
    assert found is not None
    return [(person.masked_phone, person.role, person.state) for person in found.people]


def test_an_invited_person_accepts_by_binding_with_the_own_phone(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    invited = invite(database, identity, boss, role="viewer")
    assert (invited.outcome, invited.masked_phone) == ("invited", "160****0104")
    assert invited.expires_at == NOW + timedelta(days=7)
    assert states(database, boss) == [
        ("160****0001", "handler", "active"),
        ("160****0101", "legal_representative", "active"),
        ("160****0104", "viewer", "invited"),
    ]
    theirs = new_conversation(database, hasher)
    assert bind_as(database, identity, theirs, COLLEAGUE)
    with database.transaction(read_only=True) as session:
        bound = find_binding(session, theirs, now=NOW)
    assert bound is not None
    assert (bound.uscc, bound.role, bound.contact_id) == (USCC, "viewer", contact_of(database, COLLEAGUE).id)
    # Accepted once, it does not lapse with the invitation.
    assert states(database, boss, NOW + timedelta(days=8))[2][2] == "active"
    assert bound_uscc(database, theirs, NOW + timedelta(days=8)) == USCC
    assert audited(database, "people.invite") == [(f"uscc:{USCC} phone:160****0104 as viewer", "invited")]


def test_an_expired_invitation_binds_nobody_until_it_is_renewed(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    invite(database, identity, boss)
    late = NOW + INVITATION_LIFE
    theirs = new_conversation(database, hasher)
    assert not bind_as(database, identity, theirs, COLLEAGUE, now=late)
    assert states(database, boss, late)[2] == ("160****0104", "handler", "invitation_expired")
    renewed = invite(database, identity, boss, role="viewer", now=late)
    assert (renewed.outcome, renewed.expires_at) == ("invited", late + INVITATION_LIFE)
    assert bind_as(database, identity, theirs, COLLEAGUE, now=late)
    assert states(database, boss, late)[2] == ("160****0104", "viewer", "active")
    with database.transaction(read_only=True) as session:
        assert session.query(Contact).filter(Contact.phone == COLLEAGUE).count() == 1


def test_a_code_sent_before_the_invitation_expired_is_refused_after_it(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    invite(database, identity, boss)
    theirs = new_conversation(database, hasher)
    ask_for_code(
        database, identity, theirs, phone=COLLEAGUE, now=NOW + INVITATION_LIFE - timedelta(minutes=1)
    )
    check = verify(database, identity, theirs, last_code(database) or "", NOW + INVITATION_LIFE)
    assert check.outcome == "refused"


@pytest.mark.parametrize(
    ("phone", "outcome"),
    [(BOSS, "own_phone"), (PHONE, "already_there"), (None, "phone_missing")],
)
def test_whom_one_need_not_invite_is_said(
    database: Database, identity: Identity, boss: str, phone: str | None, outcome: str
) -> None:
    with database.transaction() as session:
        session.query(PhoneClaim).delete()
    assert invite(database, identity, boss, phone).outcome == outcome
    with database.transaction(read_only=True) as session:
        assert session.query(Invitation).count() == 0
        assert session.query(PhoneClaim).count() == 0
    assert [each for _, each in audited(database, "people.invite")] == [outcome]


def test_who_is_invited_already_is_not_invited_twice(
    database: Database, identity: Identity, boss: str
) -> None:
    assert invite(database, identity, boss).outcome == "invited"
    assert invite(database, identity, boss).outcome == "already_there"


def test_an_enterprise_has_at_most_twenty_people(
    database: Database, identity: Identity, enterprise: Enterprise, boss: str
) -> None:
    for number in range(MOST_PEOPLE - 3):
        add_person(database, enterprise, f"1600004{number:04d}", "viewer")
    assert invite(database, identity, boss).outcome == "invited"
    assert invite(database, identity, boss, HANDLER).outcome == "too_many_people"
    # An invitation that has passed leaves its place to another one.
    assert invite(database, identity, boss, HANDLER, now=NOW + INVITATION_LIFE).outcome == "invited"


def test_an_enterprise_invites_at_most_ten_a_day(database: Database, identity: Identity, boss: str) -> None:
    for number in range(INVITATIONS_A_DAY):
        phone = f"1600005{number:04d}"
        assert invite(database, identity, boss, phone).outcome == "invited"
        assert revoke(database, boss, 3, f"160****{phone[-4:]}").outcome == "revoked"
    assert invite(database, identity, boss).outcome == "too_many_invitations"
    assert invite(database, identity, boss, now=NOW + timedelta(days=1)).outcome == "invited"


def test_invitations_at_the_same_moment_keep_the_limits(
    database: Database, identity: Identity, enterprise: Enterprise, boss: str, hasher: KeyedHash
) -> None:
    for number in range(MOST_PEOPLE - 3):
        add_person(database, enterprise, f"1600004{number:04d}", "viewer")
    offices = [boss]
    for _ in range(3):
        offices.append(new_conversation(database, hasher))
        assert bind_as(database, identity, offices[-1], BOSS)

    def run(number: int) -> str:
        return invite(database, identity, offices[number], f"1600006{number:04d}").outcome

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(run, range(4)))
    assert sorted(outcomes) == ["invited"] + ["too_many_people"] * 3


def test_revoking_ends_every_binding_at_once(
    database: Database, identity: Identity, enterprise: Enterprise, boss: str, hasher: KeyedHash
) -> None:
    add_person(database, enterprise, HANDLER, "handler")
    theirs = [new_conversation(database, hasher) for _ in range(2)]
    for each in theirs:
        assert bind_as(database, identity, each, HANDLER)
    result = revoke(database, boss, 3, "160****0102")
    assert (result.outcome, result.ended) == ("revoked", 2)
    assert result.people is not None
    assert len(result.people.people) == 2
    assert [bound_uscc(database, each) for each in (*theirs, boss)] == [None, None, USCC]
    with database.transaction(read_only=True) as session:
        reasons = {row.ended_reason for row in session.query(Binding) if row.ended_at}
    assert reasons == {"contact_removed"}
    assert audited(database, "people.revoke") == [(f"uscc:{USCC} phone:160****0102 handler", "revoked")]
    assert not bind_as(database, identity, theirs[0], HANDLER, now=NOW + timedelta(hours=2))
    # Who was removed may be invited again, as a new contact.
    assert invite(database, identity, boss, HANDLER).outcome == "invited"


def test_the_last_legal_representative_stays(
    database: Database, identity: Identity, enterprise: Enterprise, boss: str
) -> None:
    result = revoke(database, boss, 2, "160****0101")
    assert (result.outcome, result.person is not None and result.person.is_you) == (
        "last_representative",
        True,
    )
    assert bound_uscc(database, boss) == USCC
    add_person(database, enterprise, HANDLER, "legal_representative")
    assert revoke(database, boss, 2, "160****0101").outcome == "revoked"
    assert bound_uscc(database, boss) is None


@pytest.mark.parametrize(
    ("number", "masked"), [(0, "160****0001"), (4, "160****0001"), (2, "160****0001"), (-1, "")]
)
def test_a_number_of_a_list_that_has_changed_removes_nobody(
    database: Database, boss: str, number: int, masked: str
) -> None:
    result = revoke(database, boss, number, masked)
    assert (result.outcome, result.person) == ("not_found", None)
    assert len(states(database, boss)) == 2


@pytest.mark.parametrize("role", ["handler", "viewer"])
def test_others_manage_nobody_and_learn_nothing(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    boss: str,
    hasher: KeyedHash,
    role,
) -> None:
    add_person(database, enterprise, VIEWER, role)
    theirs = new_conversation(database, hasher)
    assert bind_as(database, identity, theirs, VIEWER)
    assert (people(database, theirs).outcome, people(database, theirs).people) == ("forbidden", None)
    invited = invite(database, identity, theirs)
    assert (invited.outcome, invited.people, invited.masked_phone) == ("forbidden", None, None)
    removed = revoke(database, theirs, 2, "160****0101")
    assert (removed.outcome, removed.people, removed.person) == ("forbidden", None, None)
    assert len(states(database, boss)) == 3
    for action in ("people.invite", "people.revoke"):
        assert audited(database, action) == [(f"uscc:{USCC} phone:none", "forbidden")]
    assert audited(database, "lookup.people")[:2] == [(f"uscc:{USCC} people", "forbidden")] * 2


def test_a_lower_role_ends_the_bindings_a_higher_one_does_not(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    contact_id = add_person(database, enterprise, HANDLER, "viewer")
    assert bind_as(database, identity, conversation_id, HANDLER)

    def change(role) -> int:
        with database.transaction() as session:
            return change_role(session, session.get_one(Contact, contact_id), role, now=NOW)

    assert change("legal_representative") == 0
    with database.transaction(read_only=True) as session:
        bound = find_binding(session, conversation_id, now=NOW)
        assert bound is not None
        assert bound.role == "legal_representative"  # as the database says now, not when it was bound
    assert change("handler") == 1
    assert bound_uscc(database, conversation_id) is None


def test_the_phone_of_an_invited_person_is_kept_sealed_and_forgotten_after_use(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    with database.transaction() as session:
        identity.record_phone_claim(session, boss, COLLEAGUE, address=None, now=NOW)
    with database.transaction(read_only=True) as session:
        claim = session.get_one(PhoneClaim, boss)
        assert COLLEAGUE not in " ".join(map(str, vars(claim).values()))
        assert identity.find_claimed_phone(session, boss, now=NOW) == COLLEAGUE
        assert identity.find_claimed_phone(session, boss, now=NOW + timedelta(minutes=30)) is None
        other_key = KeyedHash(b"another key for tests, 32 bytes.")
        assert other_key.unseal("claimed-phone", claim.sealed_phone or "") is None
        assert hasher.unseal("another purpose", claim.sealed_phone or "") is None
    invite(database, identity, boss, None)
    with database.transaction(read_only=True) as session:
        assert session.get(PhoneClaim, boss) is None


def test_a_phone_by_which_somebody_binds_is_not_kept_readable(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    with database.transaction(read_only=True) as session:
        assert session.get_one(PhoneClaim, conversation_id).sealed_phone is None
        assert identity.find_claimed_phone(session, conversation_id, now=NOW) is None


def test_claims_whose_time_is_over_are_swept_away(
    database: Database, identity: Identity, hasher: KeyedHash
) -> None:
    old, new = (new_conversation(database, hasher) for _ in range(2))
    for conversation_id, minutes in ((old, 0), (new, 31)):
        with database.transaction() as session:
            moment = NOW + timedelta(minutes=minutes)
            identity.record_phone_claim(session, conversation_id, PHONE, address=None, now=moment)
    with database.transaction(read_only=True) as session:
        assert [claim.conversation_id for claim in session.query(PhoneClaim)] == [new]


def test_who_looks_before_changing_and_who_changes_at_once_do_not_block_each_other(
    database: Database, identity: Identity, boss: str, hasher: KeyedHash
) -> None:
    other = new_conversation(database, hasher)
    assert bind_as(database, identity, other, BOSS)
    looked = Event()

    def look_and_revoke() -> str:
        with database.transaction() as session:
            list_people(session, boss, now=NOW)
            looked.set()
            time.sleep(0.3)  # the other one waits for its first lock, or holds it
            return revoke_person(session, boss, number=1, masked_phone="160****0001", now=NOW).outcome

    def invite_meanwhile() -> str:
        looked.wait()
        return invite(database, identity, other).outcome

    with ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(look_and_revoke), threads.submit(invite_meanwhile)]
        assert [one.result() for one in outcomes] == ["revoked", "invited"]
