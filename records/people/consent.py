"""Consent to the notice of a binding, on record before anything is sent or shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.audit.log import conversation_actor, record_audit


def record_consent(session: Session, conversation_id: str, notice: str, *, uscc: str, now: datetime) -> None:
    """Append the audit entry of a yes to the notice of this version, given for an enterprise."""
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action="binding.consent",
        subject=f"uscc:{uscc[:18]}",
        reason=f"notice {notice}",
        outcome="given",
        now=now,
    )
