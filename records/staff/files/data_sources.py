"""The systems that records come from, as staff see them: what answered when, and how much of it is here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.models import Case, CreditEvent, DataSource, RegisterEntry, SourceKind, VoucherBatch
from records.values.clock import in_shanghai

# A source that is asked regularly and has missed this many turns does not keep up.
_MISSED_TURNS = 3
_ROWS = (
    ("办件", Case.source),
    ("创新券", VoucherBatch.source),
    ("信用记录", CreditEvent.source),
    ("名录", RegisterEntry.source),
)


@dataclass(frozen=True)
class SourceState:
    """A data source. Times in Asia/Shanghai; `rows` are (what, how many) it is the master of here.

    `is_stale`: it never answered, did not when last asked, or has not for three times as long as it should.
    """

    name: str
    title: str
    kind: SourceKind
    every_minutes: int | None
    last_success_at: datetime | None
    last_attempt_at: datetime | None
    last_error: str | None
    is_stale: bool
    rows: tuple[tuple[str, int], ...]


def list_source_states(session: Session, *, now: datetime) -> list[SourceState]:
    """Return all sources, stale ones first. Counts rows: some tenths of a second with a million cases."""
    counts = {what: _count(session, column) for what, column in _ROWS}
    states = [
        SourceState(
            name=source.name,
            title=source.title,
            kind=cast(SourceKind, source.kind),
            every_minutes=source.every_minutes,
            last_success_at=_shown(source.last_success_at),
            last_attempt_at=_shown(source.last_attempt_at),
            last_error=source.last_error,
            is_stale=_is_stale(source, now),
            rows=tuple((what, count[source.name]) for what, count in counts.items() if count[source.name]),
        )
        for source in session.scalars(select(DataSource))
    ]
    return sorted(states, key=lambda state: (not state.is_stale, state.title, state.name))


def _count(session: Session, source: InstrumentedAttribute[str | None]) -> Counter[str]:
    rows = session.execute(select(source, func.count()).where(source.is_not(None)).group_by(source))
    return Counter({name: count for name, count in rows if name})


def _is_stale(source: DataSource, now: datetime) -> bool:
    if source.last_success_at is None:
        return True
    is_behind = source.last_attempt_at is not None and source.last_attempt_at > source.last_success_at
    if source.every_minutes is not None:
        patience = timedelta(minutes=_MISSED_TURNS * source.every_minutes)
        is_behind = is_behind or now - source.last_success_at > patience
    return is_behind


def _shown(moment: datetime | None) -> datetime | None:
    return in_shanghai(moment) if moment else None
