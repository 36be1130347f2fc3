"""The challenge that awaits a code in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from records.bindings.binding import CLOCK_TOLERANCE
from records.models import Challenge

# How long after its code has expired a challenge still takes a late answer, to say that it is late.
LATE_ANSWER = timedelta(minutes=25)
ATTEMPTS = 5

CheckOutcome = Literal["verified", "refused", "expired", "none"]


@dataclass(frozen=True)
class CodeCheck:
    """What became of a code. With no attempts left, or when expired, a new code must be asked for."""

    outcome: CheckOutcome
    attempts_left: int


@dataclass(frozen=True)
class OpenChallenge:
    """A challenge that awaits a code; `is_expired` when the code would come too late."""

    masked_phone: str
    expires_at: datetime
    attempts_left: int
    is_expired: bool


_AWAITING = (
    select(Challenge)
    .where(
        Challenge.conversation_id == bindparam("conversation_id"),
        Challenge.state == "open",
        Challenge.expires_at > bindparam("expired_before"),
    )
    .execution_options(populate_existing=True)
)


def find_open_challenge(session: Session, conversation_id: str, *, now: datetime) -> OpenChallenge | None:
    """Return the challenge that awaits a code in a conversation, until 30 minutes after it was started."""
    found = find_awaiting(session, conversation_id, now)
    if found is None:
        return None
    return OpenChallenge(
        found.masked_phone, found.expires_at, ATTEMPTS - found.attempts, is_expired=is_over(found, now)
    )


def had_challenge_lately(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """Tell whether a code was asked for in a conversation within the last 30 minutes, whatever became of it."""
    query = select(Challenge.id).where(
        Challenge.conversation_id == conversation_id, Challenge.expires_at > now - LATE_ANSWER
    )
    return session.scalar(query.limit(1)) is not None


def find_awaiting(session: Session, conversation_id: str, now: datetime) -> Challenge | None:
    """Return the open challenge of a conversation, one whose code is late included."""
    values = {"conversation_id": conversation_id, "expired_before": now - LATE_ANSWER}
    return session.scalars(_AWAITING, values).one_or_none()


def is_over(challenge: Challenge, now: datetime) -> bool:
    """Tell whether its code comes too late, or the clock has gone back behind the challenge, which is as good."""
    return challenge.expires_at <= now or challenge.created_at > now + CLOCK_TOLERANCE


def close_open_challenge(session: Session, conversation_id: str | None) -> None:
    """Let a newer challenge take its place."""
    session.execute(
        update(Challenge)
        .where(Challenge.conversation_id == conversation_id, Challenge.state == "open")
        .values(state="superseded")
    )


def take_answer(
    challenge: Challenge, *, right: bool, may_bind: bool, no_more: bool, now: datetime
) -> CodeCheck:
    """Move a challenge on by one answer. That of a pair that did not match is refused, right or not.

    With `no_more`, the phone has had its wrong codes of the day: the challenge is closed whatever the answer.
    """
    if is_over(challenge, now):
        challenge.state = "expired"
        return CodeCheck("expired", 0)
    if no_more:
        challenge.state = "refused"
        return CodeCheck("refused", 0)
    if right and may_bind:
        challenge.state = "verified"
        return CodeCheck("verified", 0)
    challenge.attempts += 1
    left = ATTEMPTS - challenge.attempts
    if left == 0:
        challenge.state = "refused"
    return CodeCheck("refused", left)
