"""Bindings: which enterprise a conversation has proved to belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.audit import conversation_actor, record_audit
from records.models import Binding, Contact, Enterprise

BINDING_LIFE = timedelta(days=30)


@dataclass(frozen=True)
class BoundEnterprise:
    """The enterprise of a conversation, until `expires_at`."""

    enterprise_id: int
    name: str
    uscc: str
    region: str
    expires_at: datetime


def find_binding(session: Session, conversation_id: str, *, now: datetime) -> BoundEnterprise | None:
    """Return the enterprise a conversation is bound to; None if expired, or if the contact was removed."""
    row = session.execute(
        select(Binding, Enterprise)
        .join(Enterprise, Enterprise.id == Binding.enterprise_id)
        .join(Contact, Contact.id == Binding.contact_id)
        .where(
            Binding.conversation_id == conversation_id,
            Binding.ended_at.is_(None),
            Binding.expires_at > now,
            Contact.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    binding, enterprise = row
    return BoundEnterprise(
        enterprise.id, enterprise.name, enterprise.uscc, enterprise.region, binding.expires_at
    )


def record_binding(session: Session, conversation_id: str, contact: Contact, *, now: datetime) -> None:
    """Bind a conversation to a contact's enterprise for 30 days; what it was bound to before ends."""
    _end(session, conversation_id, now)
    session.add(
        Binding(
            conversation_id=conversation_id,
            enterprise_id=contact.enterprise_id,
            contact_id=contact.id,
            bound_at=now,
            expires_at=now + BINDING_LIFE,
        )
    )
    session.flush()


def record_unbinding(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """End the conversation's binding; False if there was none. Either way an audit entry."""
    bound = find_binding(session, conversation_id, now=now)
    _end(session, conversation_id, now)
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action="binding.end",
        subject=f"uscc:{bound.uscc}" if bound else "uscc:none",
        outcome="done" if bound else "none",
        now=now,
    )
    return bound is not None


def _end(session: Session, conversation_id: str, now: datetime) -> None:
    session.execute(
        update(Binding)
        .where(Binding.conversation_id == conversation_id, Binding.ended_at.is_(None))
        .values(ended_at=now)
    )
