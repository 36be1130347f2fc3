"""Who acts for an enterprise, as its legal representative sees it, and what all changes of it have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import ContactRole, People, PersonView
from records.bindings.binding import BoundEnterprise, find_binding
from records.bindings.lookups import record_lookup
from records.bindings.rights import ROLE_LABELS, may
from records.models import Contact, Enterprise, Invitation
from records.values.masking import mask_phone

State = Literal["active", "invited", "invitation_expired"]
Outcome = TypeVar("Outcome", bound=str)


@dataclass(frozen=True)
class PeopleResult:
    """`people` is there for the legal representative only; `enterprise` for everybody who is bound."""

    outcome: Literal["needs_binding", "forbidden", "found"]
    people: People | None = None
    enterprise: BoundEnterprise | None = None


@dataclass(frozen=True)
class PersonChange(Generic[Outcome]):
    """What became of a change of one person: `person` as it was before, `people` as they are now.

    `ended` counts the bindings that ended with it.
    """

    outcome: Outcome
    enterprise: BoundEnterprise | None = None
    person: PersonView | None = None
    ended: int = 0
    people: People | None = None


def list_people(session: Session, conversation_id: str, *, now: datetime) -> PeopleResult:
    """Return everybody who acts for the bound enterprise, in the order of their numbers. Audited."""
    refusal, bound = find_representative(session, conversation_id, now=now)
    result = PeopleResult(refusal or "found", None, bound)
    if refusal is None and bound is not None:
        # Before the tail of the audit log, as whoever changes people: the same transaction may go on to do so.
        lock_people(session, bound.enterprise_id)
        result = PeopleResult("found", people_view(session, bound, now=now), bound)
    record_lookup(session, conversation_id, "lookup.people", bound, "people", result.outcome, now)
    return result


def find_representative(
    session: Session, conversation_id: str, *, now: datetime
) -> tuple[Literal["needs_binding", "forbidden"] | None, BoundEnterprise | None]:
    """Return why a conversation may not manage people, or None; and what it is bound to."""
    bound = find_binding(session, conversation_id, now=now)
    if bound is None:
        return "needs_binding", None
    return (None if may(bound.role, "people") else "forbidden"), bound


def lock_people(session: Session, enterprise_id: int) -> None:
    """Let one change of an enterprise's people at a time happen, until the transaction ends."""
    session.execute(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update())


def list_contacts(session: Session, enterprise_id: int) -> Sequence[tuple[Contact, Invitation | None]]:
    """Return the contacts that were not removed, oldest first, each with its invitation if there was one."""
    query = (
        select(Contact, Invitation)
        .outerjoin(Invitation, Invitation.contact_id == Contact.id)
        .where(Contact.enterprise_id == enterprise_id, Contact.removed_at.is_(None))
        .order_by(Contact.id)
        .execution_options(populate_existing=True)
    )
    return [(contact, invitation) for contact, invitation in session.execute(query)]


def find_numbered(
    contacts: Sequence[tuple[Contact, Invitation | None]], number: int, masked_phone: str
) -> tuple[Contact, Invitation | None] | None:
    """Return who stands at a number (from 1) of the list with this masked phone; None when the list has changed."""
    found = contacts[number - 1] if 1 <= number <= len(contacts) else None
    return found if found is not None and mask_phone(found[0].phone) == masked_phone else None


def state_of(invitation: Invitation | None, *, now: datetime) -> State:
    """Tell whether somebody acts for the enterprise, may yet accept, or has let the invitation pass."""
    if invitation is None or invitation.accepted_at is not None:
        return "active"
    return "invited" if invitation.expires_at > now else "invitation_expired"


def people_view(session: Session, bound: BoundEnterprise, *, now: datetime) -> People:
    """Return everybody who acts for an enterprise, phones masked."""
    return People(
        enterprise_name=bound.name,
        people=[
            person_view(contact, state_of(invitation, now=now), bound)
            for contact, invitation in list_contacts(session, bound.enterprise_id)
        ],
    )


def person_view(contact: Contact, state: State, bound: BoundEnterprise) -> PersonView:
    """Return one of them."""
    role = cast(ContactRole, contact.role)
    return PersonView(
        name=contact.name,
        masked_phone=mask_phone(contact.phone),
        role=role,
        role_label=ROLE_LABELS[role],
        state=state,
        is_you=contact.id == bound.contact_id,
    )
