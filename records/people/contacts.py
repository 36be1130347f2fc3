"""Contacts of an enterprise: who of them may bind a conversation, and what ends when one goes or may do less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from contracts.lookup import ContactRole
from records.bindings.binding import end_bindings
from records.bindings.rights import is_lower
from records.models import Binding, Contact, Enterprise, Invitation


def list_binding_contacts(session: Session, uscc: str, *, now: datetime) -> Sequence[Contact]:
    """Return the contacts of an enterprise that may bind a conversation; none for an unknown uscc."""
    query = (
        select(Contact)
        .join(Enterprise, Enterprise.id == Contact.enterprise_id)
        .outerjoin(Invitation, Invitation.contact_id == Contact.id)
        .where(Enterprise.uscc == uscc, *_may_bind(now))
        .order_by(Contact.id)
    )
    return session.scalars(query).all()


def find_binding_contact(session: Session, contact_id: int | None, *, now: datetime) -> Contact | None:
    """Return a contact if it may still bind a conversation; asks the database in every case."""
    query = (
        select(Contact)
        .outerjoin(Invitation, Invitation.contact_id == Contact.id)
        .where(Contact.id == (contact_id or 0), *_may_bind(now))
    )
    return session.scalars(query).one_or_none()


def accept_invitation(session: Session, contact_id: int, *, now: datetime) -> None:
    """Note that an invited person has proved the phone; does nothing for those who were never invited."""
    session.execute(
        update(Invitation)
        .where(Invitation.contact_id == contact_id, Invitation.accepted_at.is_(None))
        .values(accepted_at=now)
    )


def remove_contact(session: Session, contact: Contact, *, now: datetime) -> int:
    """Remove a contact: it binds nobody any more. Return how many bindings ended at once. The caller audits it."""
    contact.removed_at = now
    session.flush()
    return end_bindings(session, Binding.contact_id == contact.id, reason="contact_removed", now=now)


def change_role(session: Session, contact: Contact, role: ContactRole, *, now: datetime) -> int:
    """Give a contact another role. Return how many bindings ended, which a lower role does. The caller audits it."""
    lower = is_lower(role, cast(ContactRole, contact.role))
    contact.role = role
    session.flush()
    if not lower:
        return 0
    return end_bindings(session, Binding.contact_id == contact.id, reason="role_lowered", now=now)


def _may_bind(now: datetime) -> list[ColumnElement[bool]]:
    """Not removed; and if invited, then accepted, or still within the invitation's time."""
    return [
        Contact.removed_at.is_(None),
        or_(Invitation.id.is_(None), Invitation.accepted_at.is_not(None), Invitation.expires_at > now),
    ]
