"""Of when records are whose master is another system (数据截至…)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import Freshness
from records.models import DataSource


def find_freshness(session: Session, sources: Iterable[str]) -> Freshness | None:
    """Return the oldest state among these data sources; None without one, or where none has reported yet.

    It is stale when the system did not answer, or answered with something unreadable, when it was last asked.
    """
    names = set(sources)
    if not names:
        return None
    found = session.scalars(
        select(DataSource)
        .where(DataSource.name.in_(names), DataSource.last_success_at.is_not(None))
        .order_by(DataSource.last_success_at, DataSource.name)
    ).all()
    if not found or found[0].last_success_at is None:
        return None
    is_stale = any(source.last_error is not None for source in found)
    return Freshness(source=found[0].title, as_of=found[0].last_success_at, is_stale=is_stale)
