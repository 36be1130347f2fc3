"""A legal representative takes somebody's access away: at once, and whatever conversation it was used in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from records.bindings.lookups import record_lookup
from records.conversations.conversation import lock_conversation
from records.models import Contact
from records.people.contacts import remove_contact
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

RevokeOutcome = Literal["needs_binding", "forbidden", "not_found", "last_representative", "revoked"]
RevokeResult = PersonChange[RevokeOutcome]


def revoke_person(
    session: Session, conversation_id: str, *, number: int, masked_phone: str, now: datetime
) -> RevokeResult:
    """Remove the person that list_people shows as `number` (from 1) with this masked phone.

    Only the legal representative may; the last one stays. If the list has changed, so that number and phone no longer
    belong together, nobody is removed (not_found). Audited, refusals included. Raises ConversationNotFound.
    """
    lock_conversation(session, conversation_id)
    refusal, bound = find_representative(session, conversation_id, now=now)
    if refusal is not None or bound is None:
        return _audited(session, conversation_id, RevokeResult(refusal or "needs_binding", bound), now)
    lock_people(session, bound.enterprise_id)
    contacts = list_contacts(session, bound.enterprise_id)
    found = find_numbered(contacts, number, masked_phone)
    if found is None:
        result = RevokeResult("not_found", bound, people=people_view(session, bound, now=now))
        return _audited(session, conversation_id, result, now)
    contact, invitation = found
    person = person_view(contact, state_of(invitation, now=now), bound)
    if _is_last_representative(contact, [each for each, _ in contacts]):
        result = RevokeResult(
            "last_representative", bound, person, people=people_view(session, bound, now=now)
        )
        return _audited(session, conversation_id, result, now)
    ended = remove_contact(session, contact, now=now)
    people = people_view(session, bound, now=now) if not person.is_you else None
    return _audited(session, conversation_id, RevokeResult("revoked", bound, person, ended, people), now)


def _is_last_representative(contact: Contact, contacts: list[Contact]) -> bool:
    others = [each for each in contacts if each.role == "legal_representative" and each.id != contact.id]
    return contact.role == "legal_representative" and not others


def _audited(session: Session, conversation_id: str, result: RevokeResult, now: datetime) -> RevokeResult:
    whom = f"phone:{result.person.masked_phone} {result.person.role}" if result.person else "phone:none"
    record_lookup(session, conversation_id, "people.revoke", result.enterprise, whom, result.outcome, now)
    return result
