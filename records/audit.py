"""The audit log: who did what to whose data, in a chain of hashes that shows any later change."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.keyed_hash import same
from records.models import AuditEntry, AuditTail

FIRST_HASH = "0" * 64


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
    entry = AuditEntry(
        sequence=tail.sequence + 1,
        at=now.astimezone(UTC),
        actor=actor[:150],
        action=action,
        subject=subject[:200],
        reason=reason[:300] if reason else None,
        outcome=outcome,
        previous_hash=tail.hash,
    )
    entry.hash = _hash_of(entry)
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


def verify_chain(session: Session) -> int | None:
    """Return the sequence of the first entry that was changed, removed or slipped in; None if all is well."""
    head = read_head(session)  # First: others may append while we read.
    sequence, previous = 0, FIRST_HASH
    entries = select(AuditEntry).where(AuditEntry.sequence <= head[0]).order_by(AuditEntry.sequence)
    for entry in session.scalars(entries).yield_per(1000):
        sequence += 1
        intact = (
            entry.sequence == sequence
            and entry.previous_hash == previous
            and same(entry.hash, _hash_of(entry))
        )
        if not intact:
            return sequence
        previous = entry.hash
    return None if head == (sequence, previous) else sequence + 1


def _hash_of(entry: AuditEntry) -> str:
    fields = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.reason,
        entry.outcome,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
