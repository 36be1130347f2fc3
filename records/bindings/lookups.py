"""The audit entry that every look-up and every change of an enterprise leaves, refused ones too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.audit.log import conversation_actor, record_audit
from records.bindings.binding import BoundEnterprise


def record_lookup(
    session: Session,
    conversation_id: str,
    action: str,
    bound: BoundEnterprise | None,
    asked: str,
    outcome: str,
    now: datetime,
) -> None:
    """Append the audit entry: `asked` says what of the enterprise's (a phone masked), `outcome` what came of it."""
    whose = f"uscc:{bound.uscc}" if bound else "uscc:none"
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action=action,
        subject=f"{whose} {asked}",
        outcome=outcome,
        now=now,
    )
