"""The sections (科室) that handle cases."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records.models import Case


def list_sections(session: Session) -> list[str]:
    """Return the sections that have cases, sorted as the database sorts.

    Steps from each to the next along an index, https://wiki.postgresql.org/wiki/Loose_indexscan: neither database
    would by itself, and a million cases are of a dozen sections.
    """
    steps = select(func.min(Case.section).label("section")).cte("steps", recursive=True)
    later = aliased(Case)
    following = select(func.min(later.section)).where(later.section > steps.c.section).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.section.is_not(None)))
    return [section for section in session.scalars(select(steps.c.section)) if section]
