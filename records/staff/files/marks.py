"""Marks that staff set on answers that were wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.models import FeedbackMark
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look
from records.values.masking import mask_text


def record_feedback(
    session: Session,
    staff: StaffMember,
    *,
    query: str,
    answer: str,
    index_version: str,
    now: datetime,
    passage: str | None = None,
    note: str | None = None,
) -> int:
    """Keep a mark by staff that an answer was wrong, with what is needed to see it again. Returns its id.

    The mark is an audit entry, which names it and holds nothing of what was asked.
    """
    mark = FeedbackMark(
        staff_id=staff.id,
        query=mask_text(query),
        answer=answer,
        passage=passage,
        index_version=index_version,
        note=mask_text(note)[:500] if note else None,
        created_at=now,
    )
    session.add(mark)
    session.flush()
    record_look(session, staff, "staff.mark_answer", f"mark:{mark.id} index:{index_version}", "done", now)
    return mark.id
