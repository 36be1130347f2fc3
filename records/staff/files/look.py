"""The audit entry that every look of staff leaves, refused ones too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.staff.accounts.accounts import StaffMember, staff_actor


def record_look(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    outcome: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Append the entry: whose what was looked at, with what outcome, and for which reason where one was given."""
    record_audit(
        session,
        actor=staff_actor(staff),
        action=action,
        subject=subject,
        outcome=outcome,
        now=now,
        reason=reason,
    )
