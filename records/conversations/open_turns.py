"""Turns that were left open when the process that had them died: found, and taken over by one process alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from records.conversations.conversation import lock_conversation
from records.models import Conversation, Message, Turn


@dataclass(frozen=True)
class LeftOpen:
    """A turn that nobody runs any more."""

    turn_id: str
    conversation_id: str


@dataclass(frozen=True)
class TakenOver:
    """A turn as it is run again: its masked message, or what stands in its place; `runs` counts this one."""

    turn_id: str
    conversation_id: str
    text: str
    command: str | None
    own_reply: dict[str, Any] | None
    region: str | None
    channel: str
    runs: int


def list_left_open(session: Session, *, before: datetime, limit: int = 100) -> list[LeftOpen]:
    """Return open turns whose process has had them since before a moment, in the order of their messages."""
    first = select(func.min(Message.id)).where(Message.turn_id == Turn.id).scalar_subquery()
    rows = session.execute(
        select(Turn.id, Turn.conversation_id)
        .where(Turn.state == "open", Turn.created_at < before, _taken_at() < before)
        .order_by(first)
        .limit(limit)
    )
    return [LeftOpen(*row) for row in rows]


def is_left_open(session: Session, turn_id: str, *, before: datetime) -> bool:
    """Tell whether a turn is open, and its process has had it since before a moment."""
    query = select(Turn.id).where(Turn.id == turn_id, Turn.state == "open", _taken_at() < before)
    return session.scalar(query) is not None


def take_over(session: Session, turn_id: str, *, before: datetime, now: datetime) -> TakenOver | None:
    """Take a turn that was left open; None if it is closed, or somebody has had it since `before` or later."""
    conversation_id = session.scalar(select(Turn.conversation_id).where(Turn.id == turn_id))
    if conversation_id is None:
        return None
    conversation = lock_conversation(session, conversation_id)
    turn = session.get(Turn, turn_id, populate_existing=True)
    if turn is None or turn.state != "open" or (turn.taken_at or turn.created_at) >= before:
        return None
    turn.runs += 1
    turn.taken_at = now
    session.flush()
    return _taken(session, turn, conversation)


def renew(session: Session, turn_id: str, *, now: datetime) -> None:
    """Note that whoever runs a turn is alive and has it from now on."""
    session.execute(update(Turn).where(Turn.id == turn_id, Turn.state == "open").values(taken_at=now))


def _taken(session: Session, turn: Turn, conversation: Conversation) -> TakenOver:
    said = session.scalars(
        select(Message.text).where(Message.turn_id == turn.id, Message.sender == "user").order_by(Message.id)
    ).first()
    return TakenOver(
        turn_id=turn.id,
        conversation_id=conversation.id,
        text=said or "",
        command=turn.command,
        own_reply=turn.own_reply,
        region=conversation.region,
        channel=conversation.channel,
        runs=turn.runs,
    )


def _taken_at() -> ColumnElement[datetime]:
    return func.coalesce(Turn.taken_at, Turn.created_at, type_=Turn.created_at.type)
