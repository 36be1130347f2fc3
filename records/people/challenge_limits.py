"""How many challenges and wrong codes there may be, and which of the limits the asker is told of.

What is told depends on nothing but what the asker gave: this conversation, this address, this phone, this pair of
uscc and phone, matching or not. An enterprise's own limits count what only matching pairs do, and are kept in
silence: nothing is sent and the same words are said. So nobody learns from a limit what matches, and nobody who
knows a uscc, which is public, can lock its enterprise out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from records.models import Challenge, LockRelease


@dataclass(frozen=True)
class Limit:
    """At most `count` in any `window`."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class ChallengeLimits:
    """An enterprise's 40 wrong codes a day leave all guessers together 40 chances in a million a day.

    One pair's 10 challenges a day do not use up the enterprise's 40: who knows a pair cannot silence the others.
    """

    conversation: Limit = Limit(5, timedelta(hours=1))
    address: Limit = Limit(60, timedelta(hours=1))
    phone: Limit = Limit(5, timedelta(hours=1))
    pair: Limit = Limit(10, timedelta(days=1))
    wrong_codes_of_phone: Limit = Limit(20, timedelta(days=1))
    enterprise: Limit = Limit(40, timedelta(days=1))
    wrong_codes_of_enterprise: Limit = Limit(40, timedelta(days=1))


@dataclass(frozen=True)
class ToldLimit:
    """Until when a challenge is refused. `only_time_helps`: by conversation or address, which staff do not lift."""

    until: datetime
    only_time_helps: bool


def find_told_limit(
    session: Session, challenge: Challenge, limits: ChallengeLimits, *, now: datetime
) -> ToldLimit | None:
    """Return the limit that one more challenge like this would pass now; None if it would pass none.

    Every limit is counted each time.
    """
    of_phone = Challenge.phone_hash == challenge.phone_hash
    of_pair = of_phone & (Challenge.uscc_hash == challenge.uscc_hash)
    released = find_release(session, challenge.phone_hash)
    pair_released = latest(released, find_release(session, challenge.uscc_hash))
    of_conversation = Challenge.conversation_id == challenge.conversation_id
    not_lifted = [reached_until(session, of_conversation, limits.conversation, None, now)]
    if challenge.address_hash is not None:
        of_address = Challenge.address_hash == challenge.address_hash
        not_lifted.append(reached_until(session, of_address, limits.address, None, now))
    lifted = [
        reached_until(session, of_phone, limits.phone, released, now),
        reached_until(session, of_pair, limits.pair, pair_released, now),
        wrong_codes_until(session, of_phone, limits.wrong_codes_of_phone, released, now),
    ]
    until = latest(*not_lifted, *lifted)
    return ToldLimit(until, only_time_helps=any(not_lifted)) if until is not None else None


def find_silent_limit(
    session: Session, uscc_hash: str, limits: ChallengeLimits, *, now: datetime
) -> datetime | None:
    """Return until when an enterprise's challenges and codes are refused in silence; None if they are not."""
    matched = (Challenge.uscc_hash == uscc_hash) & Challenge.contact_id.is_not(None)
    released = find_release(session, uscc_hash)
    return latest(
        reached_until(session, matched, limits.enterprise, released, now),
        wrong_codes_until(session, matched, limits.wrong_codes_of_enterprise, released, now),
    )


def guesses_of_phone_are_over(
    session: Session, phone_hash: str, limits: ChallengeLimits, *, now: datetime
) -> bool:
    """Tell whether a phone has had its wrong codes of the day, matching or not; then no code counts any more."""
    released = find_release(session, phone_hash)
    which, limit = Challenge.phone_hash == phone_hash, limits.wrong_codes_of_phone
    return wrong_codes_until(session, which, limit, released, now) is not None


def guesses_of_enterprise_are_over(
    session: Session, uscc_hash: str, limits: ChallengeLimits, *, now: datetime
) -> bool:
    """Tell whether an enterprise has had its wrong codes of the day; then, in silence, no code counts any more."""
    released = find_release(session, uscc_hash)
    which = (Challenge.uscc_hash == uscc_hash) & Challenge.contact_id.is_not(None)
    return wrong_codes_until(session, which, limits.wrong_codes_of_enterprise, released, now) is not None


def reached_until(
    session: Session, which: ColumnElement[bool], limit: Limit, released: datetime | None, now: datetime
) -> datetime | None:
    """Return when the number of challenges falls below the limit again; None if it is below."""
    query = (
        select(Challenge.created_at)
        .where(which, *_within(limit, released, now))
        .order_by(Challenge.created_at.desc())
        .limit(limit.count)
    )
    times = session.scalars(query).all()
    return times[-1] + limit.window if len(times) == limit.count else None


def wrong_codes_until(
    session: Session, which: ColumnElement[bool], limit: Limit, released: datetime | None, now: datetime
) -> datetime | None:
    """Return when the number of wrong codes falls below the limit again; None if it is below."""
    query = (
        select(Challenge.created_at, Challenge.attempts)
        .where(which, Challenge.attempts > 0, *_within(limit, released, now))
        .order_by(Challenge.created_at.desc())
    )
    wrong = 0
    for created_at, attempts in session.execute(query).all():
        wrong += attempts
        if wrong >= limit.count:
            return created_at + limit.window
    return None


def find_release(session: Session, subject_hash: str) -> datetime | None:
    """Return when staff last lifted the locks of a phone or a uscc."""
    query = select(func.max(LockRelease.released_at)).where(LockRelease.subject_hash == subject_hash)
    return session.scalars(query).one()


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of the moments that there are."""
    return max((moment for moment in moments if moment is not None), default=None)


def _within(limit: Limit, released: datetime | None, now: datetime) -> list[ColumnElement[bool]]:
    """What counts now: not older than the window, nor lifted, nor further ahead than a window.

    A clock that went back leaves challenges ahead of it: they count, but lock nobody out for longer than two windows.
    """
    begins = latest(now - limit.window, released)
    return [Challenge.created_at > begins, Challenge.created_at <= now + limit.window]
