"""Of when records are whose master is another system (数据截至…)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import Freshness
from records.models import DataSource

# So many rounds may be missed before what is known counts as old.
_ROUNDS = 3

Feeds = Literal["cases", "vouchers", "credit_events", "registers"]


def freshness_of_all(
    session: Session, feeds: Feeds, sources: Iterable[str | None], *, now: datetime
) -> Freshness | None:
    """Return of when all that is known of a kind is: of its `sources`, and of all systems that give such records.

    For sums and for empty answers: what is missing may be in a system that could not be asked.
    """
    giving = session.scalars(select(DataSource.name).where(DataSource.feeds == feeds))
    return find_freshness(session, {*giving, *(source for source in sources if source)}, now=now)


def find_freshness(session: Session, sources: Iterable[str], *, now: datetime) -> Freshness | None:
    """Return the oldest state among these data sources; None without one, or where none has ever been asked.

    It is stale when the system failed, answered with something unreadable or was never reached when last asked, and
    when its last success is three rounds ago.
    """
    names = set(sources)
    if not names:
        return None
    rows = session.scalars(
        select(DataSource).where(DataSource.name.in_(names)).order_by(DataSource.name)
    ).all()
    known = [
        (as_of, source) for source in rows if (as_of := source.last_success_at or source.last_attempt_at)
    ]
    if not known:
        return None
    as_of, oldest = min(known, key=lambda pair: pair[0])
    return Freshness(
        source=oldest.title, as_of=as_of, is_stale=any(_is_stale(source, now) for source in rows)
    )


def _is_stale(source: DataSource, now: datetime) -> bool:
    succeeded, attempted = source.last_success_at, source.last_attempt_at
    if succeeded is None:
        return True
    # After a success an error only says which records were left out.
    if source.last_error is not None and (attempted is None or attempted > succeeded):
        return True
    every = source.every_minutes
    return every is not None and now - succeeded > timedelta(minutes=_ROUNDS * every)
