"""Bindings: which enterprise a conversation has proved to belong to, and as whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from contracts.lookup import ContactRole
from records.audit.log import conversation_actor, record_audit
from records.models import Binding, Contact, Enterprise

BINDING_LIFE = timedelta(days=30)
# How far two machines' clocks may differ. What lies further ahead of the clock was stored before it went back.
CLOCK_TOLERANCE = timedelta(minutes=1)

Method = Literal["code", "portal"]
EndReason = Literal["unbound", "replaced", "expired", "contact_removed", "role_lowered"]


@dataclass(frozen=True)
class BoundEnterprise:
    """The enterprise of a conversation until `expires_at`, and for whom: a contact with a role."""

    enterprise_id: int
    name: str
    uscc: str
    region: str
    expires_at: datetime
    role: ContactRole
    contact_id: int


def find_binding(session: Session, conversation_id: str, *, now: datetime) -> BoundEnterprise | None:
    """Return the enterprise a conversation is bound to; None if it has ended or the contact was removed.

    The role is that of the contact at this moment, not when it was bound. A binding made later than the clock now
    tells is none: the clock has gone back, and would lengthen it.
    """
    row = session.execute(
        select(Binding, Enterprise, Contact)
        .join(Enterprise, Enterprise.id == Binding.enterprise_id)
        .join(Contact, Contact.id == Binding.contact_id)
        .where(
            Binding.conversation_id == conversation_id,
            Binding.ended_at.is_(None),
            Binding.bound_at <= now + CLOCK_TOLERANCE,
            Binding.expires_at > now,
            Contact.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    binding, enterprise, contact = row
    return BoundEnterprise(
        enterprise_id=enterprise.id,
        name=enterprise.name,
        uscc=enterprise.uscc,
        region=enterprise.region,
        expires_at=binding.expires_at,
        role=cast(ContactRole, contact.role),
        contact_id=contact.id,
    )


@dataclass(frozen=True)
class EndedBinding:
    """The last binding of a conversation that has none now, and why it ended."""

    binding_id: int
    reason: EndReason


def find_ended_binding(session: Session, conversation_id: str, *, now: datetime) -> EndedBinding | None:
    """Return the last binding of a conversation and why it has ended; None if there was none, or one is there."""
    if find_binding(session, conversation_id, now=now) is not None:
        return None
    query = select(Binding).where(Binding.conversation_id == conversation_id).order_by(Binding.id.desc())
    last = session.scalars(query.limit(1)).one_or_none()
    if last is None:
        return None
    if last.ended_reason is None:
        return EndedBinding(last.id, "expired") if last.expires_at <= now else None
    return EndedBinding(last.id, cast(EndReason, last.ended_reason))


def record_binding(
    session: Session, conversation_id: str, contact: Contact, *, now: datetime, method: Method = "code"
) -> None:
    """Bind a conversation to a contact's enterprise for 30 days; what it was bound to before ends."""
    end_bindings(session, Binding.conversation_id == conversation_id, reason="replaced", now=now)
    session.add(
        Binding(
            conversation_id=conversation_id,
            enterprise_id=contact.enterprise_id,
            contact_id=contact.id,
            bound_at=now,
            expires_at=now + BINDING_LIFE,
            method=method,
        )
    )
    session.flush()


def record_unbinding(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """End the conversation's binding; False if there was none. Either way an audit entry."""
    bound = find_binding(session, conversation_id, now=now)
    end_bindings(session, Binding.conversation_id == conversation_id, reason="unbound", now=now)
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action="binding.end",
        subject=f"uscc:{bound.uscc}" if bound else "uscc:none",
        outcome="done" if bound else "none",
        now=now,
    )
    return bound is not None


def end_bindings(session: Session, which: ColumnElement[bool], *, reason: EndReason, now: datetime) -> int:
    """End the bindings that are `which` and have not ended; return how many. The caller audits it."""
    ended = session.scalars(
        update(Binding)
        .where(which, Binding.ended_at.is_(None))
        .values(ended_at=now, ended_reason=reason)
        .returning(Binding.id)
    )
    return len(ended.all())
