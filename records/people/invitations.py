"""A legal representative makes somebody a contact, who accepts by binding with the own phone within seven days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.lookup import ContactRole, People
from records.bindings.binding import BoundEnterprise
from records.bindings.lookups import record_lookup
from records.conversations.conversation import lock_conversation
from records.models import Contact, Invitation
from records.people.claims import drop_phone_claim, find_phone_claim
from records.people.identity import Identity
from records.people.people import (
    find_representative,
    list_contacts,
    lock_people,
    people_view,
    state_of,
)
from records.values.masking import mask_phone

INVITATION_LIFE = timedelta(days=7)
MOST_PEOPLE = 20
INVITATIONS_A_DAY = 10
# The name of somebody whom the legal representative has given by phone only.
NAMELESS = "未填姓名"

InvitedRole = Literal["handler", "viewer"]
InviteOutcome = Literal[
    "needs_binding",
    "forbidden",
    "phone_missing",
    "own_phone",
    "already_there",
    "too_many_people",
    "too_many_invitations",
    "invited",
]


@dataclass(frozen=True)
class InviteResult:
    """What became of an invitation; `people` as they are now, for the legal representative only."""

    outcome: InviteOutcome
    enterprise: BoundEnterprise | None = None
    masked_phone: str | None = None
    expires_at: datetime | None = None
    people: People | None = None


def invite_person(
    session: Session, conversation_id: str, identity: Identity, *, role: InvitedRole, now: datetime
) -> InviteResult:
    """Invite whoever has the phone that was last given in this conversation.

    Only the legal representative may. A phone whose invitation has expired may be invited again. Audited, refusals
    included. Raises ConversationNotFound.
    """
    lock_conversation(session, conversation_id)
    refusal, bound = find_representative(session, conversation_id, now=now)
    if refusal is not None or bound is None:
        return _audited(session, conversation_id, InviteResult(refusal or "needs_binding", bound), now)
    lock_people(session, bound.enterprise_id)
    phone = identity.find_claimed_phone(session, conversation_id, now=now)
    if phone is None:
        return _audited(session, conversation_id, InviteResult("phone_missing", bound), now)
    outcome, expires_at = _invite(session, bound, phone, role, now)
    claim = find_phone_claim(session, conversation_id, now=now)
    if claim is not None:
        drop_phone_claim(session, claim)
    people = people_view(session, bound, now=now)
    result = InviteResult(outcome, bound, mask_phone(phone), expires_at, people)
    return _audited(session, conversation_id, result, now, role)


def _invite(
    session: Session, bound: BoundEnterprise, phone: str, role: InvitedRole, now: datetime
) -> tuple[InviteOutcome, datetime | None]:
    contacts = list_contacts(session, bound.enterprise_id)
    there = next(((contact, invited) for contact, invited in contacts if contact.phone == phone), None)
    if there is not None and there[0].id == bound.contact_id:
        return "own_phone", None
    if there is not None and state_of(there[1], now=now) != "invitation_expired":
        return "already_there", None
    if _count_present(contacts, now) >= MOST_PEOPLE:
        return "too_many_people", None
    if _count_of_day(session, bound.enterprise_id, now) >= INVITATIONS_A_DAY:
        return "too_many_invitations", None
    expires_at = now + INVITATION_LIFE
    if there is not None and there[1] is not None:
        there[0].role = role
        _renew(there[1], bound.contact_id, now, expires_at)
    else:
        _add(session, bound, phone, role, now, expires_at)
    session.flush()
    return "invited", expires_at


def _add(
    session: Session,
    bound: BoundEnterprise,
    phone: str,
    role: ContactRole,
    now: datetime,
    expires_at: datetime,
) -> None:
    contact = Contact(enterprise_id=bound.enterprise_id, name=NAMELESS, phone=phone, role=role)
    session.add(contact)
    session.flush()
    session.add(
        Invitation(
            contact_id=contact.id, invited_by_id=bound.contact_id, created_at=now, expires_at=expires_at
        )
    )


def _renew(invitation: Invitation, invited_by_id: int, now: datetime, expires_at: datetime) -> None:
    invitation.invited_by_id = invited_by_id
    invitation.created_at = now
    invitation.expires_at = expires_at


def _count_present(contacts: Sequence[tuple[Contact, Invitation | None]], now: datetime) -> int:
    states = [state_of(invitation, now=now) for _, invitation in contacts]
    return len(states) - states.count("invitation_expired")


def _count_of_day(session: Session, enterprise_id: int, now: datetime) -> int:
    """Count the invitations of the last 24 hours, those to people removed since included."""
    query = (
        select(func.count())
        .select_from(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Contact.enterprise_id == enterprise_id, Invitation.created_at > now - timedelta(days=1))
    )
    return session.scalars(query).one()


def _audited(
    session: Session, conversation_id: str, result: InviteResult, now: datetime, role: str = "unknown"
) -> InviteResult:
    whom = f"phone:{result.masked_phone} as {role}" if result.masked_phone else "phone:none"
    record_lookup(session, conversation_id, "people.invite", result.enterprise, whom, result.outcome, now)
    return result
