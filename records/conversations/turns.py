"""Turns: begun once for each message of a channel, closed once, whoever comes first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from contracts import Reply
from records.conversations.conversation import lock_conversation
from records.conversations.outbox import append_reply
from records.models import Conversation, Message, Turn, TurnState


@dataclass(frozen=True)
class BegunTurn:
    """A turn with its stored replies. `is_new` is False when its message had come before."""

    turn_id: str
    conversation_id: str
    state: TurnState
    is_new: bool
    created_at: datetime
    replies: tuple[Reply, ...]


def begin_turn(
    session: Session, conversation_id: str, client_message_id: str, masked_text: str, *, now: datetime
) -> BegunTurn:
    """Store a message (masked by the caller) and open its turn.

    The same `client_message_id` in the conversation returns the turn that is there, with its state and
    replies, and stores nothing. Raises ConversationNotFound.
    """
    conversation = lock_conversation(session, conversation_id)
    there = find_turn_of_message(session, conversation_id, client_message_id)
    if there is not None:
        return there
    turn = Turn(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        client_message_id=client_message_id,
        state="open",
        created_at=now,
    )
    session.add(turn)
    session.flush()
    session.add(
        Message(
            conversation_id=conversation_id, turn_id=turn.id, sender="user", text=masked_text, created_at=now
        )
    )
    conversation.last_active_at = now
    session.flush()
    return BegunTurn(turn.id, conversation_id, "open", True, now, ())


def keep_for_another_run(
    session: Session, turn_id: str, *, command: str | None, own_reply: dict[str, Any] | None
) -> None:
    """Store with a turn what its message alone does not tell: Rasa's command, or the reply that needs no Rasa."""
    kept = {"command": command, "own_reply": own_reply}
    given = {name: value for name, value in kept.items() if value is not None}
    if given:
        session.execute(update(Turn).where(Turn.id == turn_id).values(**given))


_LOCK_OF_TURN = (
    select(Conversation)
    .where(
        Conversation.id
        == select(Turn.conversation_id).where(Turn.id == bindparam("turn_id")).scalar_subquery()
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_TURN = select(Turn).where(Turn.id == bindparam("turn_id")).execution_options(populate_existing=True)
_TURN_OF_MESSAGE = select(Turn).where(
    Turn.conversation_id == bindparam("conversation_id"),
    Turn.client_message_id == bindparam("client_message_id"),
)


def finish_turn(
    session: Session,
    turn_id: str,
    replies: Sequence[Reply],
    *,
    now: datetime,
    failed: bool = False,
    topic: str | None = None,
    region: str | None = None,
) -> bool:
    """Close a turn with its replies, all at once: messages, outbox, and the topic and region to keep.

    `failed` closes it as failed, with the error reply among `replies`. Returns False, and stores nothing, if
    the turn was closed already (a late result) or is gone with its conversation.
    """
    conversation = session.scalars(_LOCK_OF_TURN, {"turn_id": turn_id}).one_or_none()
    if conversation is None:
        return False
    turn = session.scalars(_TURN, {"turn_id": turn_id}).one_or_none()
    if turn is None or turn.state != "open":
        return False
    turn.state = "failed" if failed else "done"
    turn.closed_at = now
    _keep_context(conversation, topic, region)
    conversation.last_active_at = now
    for reply in replies:
        append_reply(session, conversation, "reply", reply, turn_id=turn_id, now=now)
    session.flush()
    return True


def find_turn(session: Session, turn_id: str) -> BegunTurn | None:
    """Return a turn with its state and stored replies."""
    turn = session.get(Turn, turn_id)
    return _with_replies(session, turn, is_new=False) if turn else None


def find_turn_of_message(session: Session, conversation_id: str, client_message_id: str) -> BegunTurn | None:
    """Return the turn of a message that has come before; None if it was never stored."""
    values = {"conversation_id": conversation_id, "client_message_id": client_message_id}
    found = session.scalars(_TURN_OF_MESSAGE, values).one_or_none()
    return _with_replies(session, found, is_new=False) if found else None


def _keep_context(conversation: Conversation, topic: str | None, region: str | None) -> None:
    if topic is not None:
        conversation.topic = topic
    if region is not None:
        conversation.region = region


def _with_replies(session: Session, turn: Turn, *, is_new: bool) -> BegunTurn:
    stored = session.scalars(
        select(Message.reply).where(Message.turn_id == turn.id, Message.sender == "bot").order_by(Message.id)
    )
    replies = tuple(Reply.model_validate(reply) for reply in stored if reply is not None)
    return BegunTurn(
        turn.id, turn.conversation_id, cast(TurnState, turn.state), is_new, turn.created_at, replies
    )
