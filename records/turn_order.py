"""Where a turn stands in its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records.models import Message, Turn


@dataclass(frozen=True)
class TurnOrder:
    """`number` counts from 1; `last_outcome` is that of the reply before this turn."""

    number: int
    last_outcome: str | None


def read_turn_order(session: Session, conversation_id: str) -> TurnOrder:
    """Return where the newest turn of a conversation stands."""
    number = session.scalar(select(func.count()).where(Turn.conversation_id == conversation_id)) or 0
    last = session.scalar(
        select(Message.reply)
        .where(Message.conversation_id == conversation_id, Message.sender == "bot")
        .order_by(Message.id.desc())
        .limit(1)
    )
    return TurnOrder(number, last.get("outcome") if last else None)


def has_earlier_open_turn(session: Session, conversation_id: str, turn_id: str, *, since: datetime) -> bool:
    """Tell whether a turn that came before this one, though after `since`, is still open.

    The messages' numbers, given under the conversation's lock, tell which came first: two processes' clocks differ.
    """
    message = aliased(Message)
    this = select(func.min(Message.id)).where(Message.turn_id == turn_id).scalar_subquery()
    found = (
        select(Turn.id)
        .join(message, message.turn_id == Turn.id)
        .where(
            Turn.conversation_id == conversation_id,
            Turn.id != turn_id,
            Turn.state == "open",
            Turn.created_at >= since,
            message.id < this,
        )
    )
    return session.scalar(found.limit(1)) is not None
