"""The audit log: who did what to whose data, in a chain of hashes that shows any later change."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.audit.chain import verify_chain
from records.audit.hash import FIRST_HASH, AuditFields
from records.models import AuditEntry, AuditTail
from records.storage.column_types import storable

__all__ = [
    "FIRST_HASH",
    "conversation_actor",
    "lock_tail",
    "read_head",
    "record_audit",
    "verify_chain",
]


def conversation_actor(conversation_id: str) -> str:
    """Return how a conversation is named as an actor."""
    return f"conversation:{conversation_id}"


def record_audit(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    outcome: str,
    now: datetime,
    reason: str | None = None,
) -> int:
    """Append an audit entry and return its sequence.

    Holds the lock on the chain's tail until the transaction ends: call it last where you can.
    """
    tail = lock_tail(session)
    fields = AuditFields(
        sequence=tail.sequence + 1,
        at=now.astimezone(UTC),
        actor=storable(actor)[:150],
        action=action,
        subject=storable(subject)[:200],
        reason=storable(reason)[:300] if reason else None,
        outcome=outcome,
        previous_hash=tail.hash,
    )
    entry = AuditEntry(**asdict(fields), hash=fields.hash())
    session.add(entry)
    tail.sequence, tail.hash = entry.sequence, entry.hash
    session.flush()
    return entry.sequence


def lock_tail(session: Session) -> AuditTail:
    """Lock the tail of the chain. Whoever holds it is alone among those who append audit entries."""
    query = select(AuditTail).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def read_head(session: Session) -> tuple[int, str]:
    """Return the sequence and hash of the last entry: to be kept elsewhere, where nobody can rewrite it."""
    tail = session.scalars(select(AuditTail).execution_options(populate_existing=True)).one()
    return tail.sequence, tail.hash
