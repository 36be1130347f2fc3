"""How many challenges one conversation, enterprise, phone or address may have, matching or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from records.models import Challenge


@dataclass(frozen=True)
class Limit:
    """At most `count` challenges in any `window`."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class ChallengeLimits:
    """Ten challenges a day with five attempts leave a guesser of a code 50 chances in a million a day."""

    conversation: Limit = Limit(5, timedelta(hours=1))
    phone: Limit = Limit(5, timedelta(hours=1))
    uscc: Limit = Limit(10, timedelta(days=1))
    address: Limit = Limit(20, timedelta(hours=1))


def exceeds_limits(session: Session, challenge: Challenge, limits: ChallengeLimits, *, now: datetime) -> bool:
    """Tell whether one more challenge like this would pass a limit; every limit is counted each time."""
    counts = [
        _is_reached(
            session, Challenge.conversation_id == challenge.conversation_id, limits.conversation, now
        ),
        _is_reached(session, Challenge.phone_hash == challenge.phone_hash, limits.phone, now),
        _is_reached(session, Challenge.uscc_hash == challenge.uscc_hash, limits.uscc, now),
    ]
    if challenge.address_hash is not None:
        counts.append(
            _is_reached(session, Challenge.address_hash == challenge.address_hash, limits.address, now)
        )
    return any(counts)


def _is_reached(session: Session, belongs: ColumnElement[bool], limit: Limit, now: datetime) -> bool:
    query = (
        select(func.count()).select_from(Challenge).where(belongs, Challenge.created_at > now - limit.window)
    )
    return session.scalars(query).one() >= limit.count
