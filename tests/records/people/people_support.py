"""People of an enterprise, as the tests of people start from them."""

from __future__ import annotations

from datetime import datetime

from records.enterprises.enterprises import record_contact
from records.models import AuditEntry, Contact, ContactRole, Enterprise
from records.people.identity import Identity
from records.people.invitations import InvitedRole, InviteResult, invite_person
from records.people.people import PeopleResult, list_people
from records.people.revocation import RevokeResult, revoke_person
from records.storage.database import Database
from tests.records.support import NOW, USCC, ask_for_code, last_code, verify

BOSS, HANDLER, VIEWER, COLLEAGUE = "16000000101", "16000000102", "16000000103", "16000000104"
# Cases of the two enterprises of `holdings`, and one that there is not.
OWN, OTHERS, UNKNOWN = "XS2026-000001", "WH2026-000001", "XS2026-999999"


def add_person(database: Database, enterprise: Enterprise, phone: str, role: ContactRole) -> int:
    """Store a contact and return its id."""
    with database.transaction() as session:
        return record_contact(session, enterprise.id, name="钱样例", phone=phone, role=role).id


def bind_as(
    database: Database,
    identity: Identity,
    conversation_id: str,
    phone: str,
    *,
    uscc: str = USCC,
    now: datetime = NOW,
) -> bool:
    """Try to bind a conversation by a code sent to a phone; tell whether it was bound."""
    assert ask_for_code(
        database, identity, conversation_id, uscc=uscc, phone=phone, address=None, now=now
    ) == ("started")
    code = last_code(database)
    return code is not None and verify(database, identity, conversation_id, code, now).outcome == "verified"


def invite(
    database: Database,
    identity: Identity,
    conversation_id: str,
    phone: str | None = COLLEAGUE,
    role: InvitedRole = "handler",
    now: datetime = NOW,
) -> InviteResult:
    """Give a phone in a conversation and invite whoever has it."""
    with database.transaction() as session:
        if phone is not None:
            identity.record_phone_claim(session, conversation_id, phone, address=None, now=now)
        return invite_person(session, conversation_id, identity, role=role, now=now)


def people(database: Database, conversation_id: str, now: datetime = NOW) -> PeopleResult:
    """List the people of the bound enterprise."""
    with database.transaction() as session:
        return list_people(session, conversation_id, now=now)


def revoke(
    database: Database, conversation_id: str, number: int, masked_phone: str, now: datetime = NOW
) -> RevokeResult:
    """Take somebody's access away."""
    with database.transaction() as session:
        return revoke_person(session, conversation_id, number=number, masked_phone=masked_phone, now=now)


def contact_of(database: Database, phone: str) -> Contact:
    """Return the newest contact with a phone."""
    with database.transaction(read_only=True) as session:
        found = session.query(Contact).filter(Contact.phone == phone).order_by(Contact.id.desc()).first()
    assert found is not None
    return found


def audited(database: Database, action: str) -> list[tuple[str, str]]:
    """Return subject and outcome of the entries of an action, in order."""
    with database.transaction(read_only=True) as session:
        query = session.query(AuditEntry).filter(AuditEntry.action == action).order_by(AuditEntry.sequence)
        return [(entry.subject, entry.outcome) for entry in query]
