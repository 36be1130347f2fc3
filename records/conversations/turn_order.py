"""Where a turn stands in its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from records.models import Message, Turn


@dataclass(frozen=True)
class TurnOrder:
    """`number` counts from 1; `last_outcome` is that of the reply before this turn; `open` turns are not closed yet."""

    number: int
    last_outcome: str | None
    open: int


@dataclass(frozen=True)
class EarlierTurn:
    """An open turn that came before; whoever runs it has had it since `taken_at`."""

    turn_id: str
    taken_at: datetime


_CONVERSATION: BindParameter[str] = bindparam("conversation_id")
_LAST_OUTCOME = (
    select(Message.reply["outcome"].as_string())
    .where(Message.conversation_id == _CONVERSATION, Message.sender == "bot")
    .order_by(Message.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ORDER = select(func.count(), func.sum(case((Turn.state == "open", 1), else_=0)), _LAST_OUTCOME).where(
    Turn.conversation_id == _CONVERSATION
)


def read_turn_order(session: Session, conversation_id: str) -> TurnOrder:
    """Return where the newest turn of a conversation stands."""
    number, not_closed, last = session.execute(_ORDER, {"conversation_id": conversation_id}).one()
    return TurnOrder(number, last, not_closed or 0)


def find_earlier_open_turn(session: Session, conversation_id: str, turn_id: str) -> EarlierTurn | None:
    """Return the first turn of the conversation that came before this one and is still open.

    The messages' numbers, given under the conversation's lock, tell which came first: two processes' clocks differ.
    """
    message = aliased(Message)
    this = select(func.min(Message.id)).where(Message.turn_id == turn_id).scalar_subquery()
    found = session.execute(
        select(Turn.id, func.coalesce(Turn.taken_at, Turn.created_at, type_=Turn.created_at.type))
        .join(message, message.turn_id == Turn.id)
        .where(
            Turn.conversation_id == conversation_id,
            Turn.id != turn_id,
            Turn.state == "open",
            message.id < this,
        )
        .order_by(message.id)
        .limit(1)
    ).one_or_none()
    return EarlierTurn(*found) if found else None
