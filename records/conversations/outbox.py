"""The outbox: what a channel is to show, numbered within its conversation, so that a client can resume."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import Reply
from records.conversations.conversation import lock_conversation
from records.models import Conversation, EventKind, Message, OutboxEntry


@dataclass(frozen=True)
class OutboxEvent:
    """One event; `reply` is None only for `closed`."""

    sequence: int
    kind: EventKind
    reply: Reply | None
    created_at: datetime


def list_outbox(
    session: Session, conversation_id: str, *, after: int = 0, limit: int = 100
) -> list[OutboxEvent]:
    """Return the events with a sequence above `after`, in order."""
    rows = session.execute(
        select(OutboxEntry, Message.reply)
        .outerjoin(Message, Message.id == OutboxEntry.message_id)
        .where(OutboxEntry.conversation_id == conversation_id, OutboxEntry.sequence > after)
        .order_by(OutboxEntry.sequence)
        .limit(limit)
    )
    return [
        OutboxEvent(
            entry.sequence,
            cast(EventKind, entry.kind),
            Reply.model_validate(reply) if reply is not None else None,
            entry.created_at,
        )
        for entry, reply in rows
    ]


def record_event(
    session: Session, conversation_id: str, kind: EventKind, *, now: datetime, reply: Reply | None = None
) -> int:
    """Append an event that is not the answer to a turn (staff, push, closed). Returns its sequence.

    Raises ConversationNotFound.
    """
    conversation = lock_conversation(session, conversation_id)
    if reply is not None:
        return append_reply(session, conversation, kind, reply, turn_id=None, now=now)
    conversation.last_sequence += 1
    return _add(session, conversation, kind, None, now)


def append_reply(
    session: Session,
    conversation: Conversation,
    kind: EventKind,
    reply: Reply,
    *,
    turn_id: str | None,
    now: datetime,
) -> int:
    """Store a reply and its outbox entry; the caller holds the lock on the conversation."""
    conversation.last_sequence += 1  # with the message, so that the row is written once
    message = Message(
        conversation_id=conversation.id,
        turn_id=turn_id,
        sender="staff" if kind == "staff" else "bot",
        text=reply.text,
        reply=reply.model_dump(mode="json"),
        created_at=now,
    )
    session.add(message)
    session.flush()
    return _add(session, conversation, kind, message.id, now)


def _add(
    session: Session, conversation: Conversation, kind: EventKind, message_id: int | None, now: datetime
) -> int:
    session.add(
        OutboxEntry(
            conversation_id=conversation.id,
            sequence=conversation.last_sequence,
            kind=kind,
            message_id=message_id,
            created_at=now,
        )
    )
    session.flush()
    return conversation.last_sequence
