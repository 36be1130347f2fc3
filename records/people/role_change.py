"""A legal representative gives somebody another role; a lower one ends at once what that person has bound."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contracts.lookup import ContactRole
from records.bindings.binding import BoundEnterprise
from records.bindings.lookups import record_lookup
from records.conversations.conversation import lock_conversation
from records.models import Contact, Invitation
from records.people.contacts import change_role
from records.people.invitations import InvitedRole
from records.people.people import (
    PersonChange,
    find_numbered,
    find_representative,
    list_contacts,
    lock_people,
    people_view,
    person_view,
    state_of,
)

RoleOutcome = Literal["needs_binding", "forbidden", "not_found", "representative", "unchanged", "changed"]
RoleResult = PersonChange[RoleOutcome]


def change_person_role(
    session: Session,
    conversation_id: str,
    *,
    number: int,
    masked_phone: str,
    role: InvitedRole,
    now: datetime,
) -> RoleResult:
    """Make whom list_people shows as `number` (from 1) with this masked phone a handler or a viewer.

    Only the legal representative may; who the legal representative is goes by the register, and is not changed here.
    If the list has changed, so that number and phone no longer belong together, nobody is changed (not_found).
    Audited, refusals included. Raises ConversationNotFound.
    """
    lock_conversation(session, conversation_id)
    refusal, bound = find_representative(session, conversation_id, now=now)
    if refusal is not None or bound is None:
        return _audited(session, conversation_id, RoleResult(refusal or "needs_binding", bound), role, now)
    lock_people(session, bound.enterprise_id)
    found = find_numbered(list_contacts(session, bound.enterprise_id), number, masked_phone)
    result = _change(session, bound, found, role, now) if found else RoleResult("not_found", bound)
    people = people_view(session, bound, now=now)
    result = RoleResult(result.outcome, bound, result.person, result.ended, people)
    return _audited(session, conversation_id, result, role, now)


def _change(
    session: Session,
    bound: BoundEnterprise,
    found: tuple[Contact, Invitation | None],
    role: ContactRole,
    now: datetime,
) -> RoleResult:
    contact, invitation = found
    person = person_view(contact, state_of(invitation, now=now), bound)
    if contact.role == "legal_representative":
        return RoleResult("representative", bound, person)
    if contact.role == role:
        return RoleResult("unchanged", bound, person)
    return RoleResult("changed", bound, person, change_role(session, contact, role, now=now))


def _audited(
    session: Session, conversation_id: str, result: RoleResult, role: ContactRole, now: datetime
) -> RoleResult:
    person = result.person
    whom = f"phone:{person.masked_phone} {person.role} to {role}" if person else "phone:none"
    record_lookup(
        session, conversation_id, "people.change_role", result.enterprise, whom, result.outcome, now
    )
    return result
