"""Where a turn stands in its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

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
    """Tell whether another turn of the conversation, begun before this one but after `since`, is still open."""
    this = select(Turn.created_at).where(Turn.id == turn_id).scalar_subquery()
    earlier = or_(Turn.created_at < this, and_(Turn.created_at == this, Turn.id < turn_id))
    found = select(Turn.id).where(
        Turn.conversation_id == conversation_id, Turn.state == "open", Turn.created_at >= since, earlier
    )
    return session.scalar(found.limit(1)) is not None
