"""Conversations: their turns, messages and outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String, Text

Channel = Literal["web", "wechat"]
TurnState = Literal["open", "done", "failed"]
Sender = Literal["user", "bot", "staff"]
EventKind = Literal["reply", "staff", "push", "closed"]


class Conversation(Base):
    """One conversation; its id is Rasa's `sender_id` and public. Token and WeChat user are stored hashed."""

    __tablename__ = "conversations"
    __table_args__ = (
        one_of("channel", get_args(Channel)),
        UniqueConstraint("channel", "account", "user_hash"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    account: Mapped[str | None] = mapped_column(String(64))
    user_hash: Mapped[str | None] = mapped_column(String(64))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    site: Mapped[str | None] = mapped_column(String(100))
    region: Mapped[str | None] = mapped_column(String(200))
    topic: Mapped[str | None] = mapped_column(String(100))
    last_sequence: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[datetime]
    last_active_at: Mapped[datetime] = mapped_column(index=True)


class Turn(Base):
    """One message of a user and the replies to it. Open until it is finished or failed, once.

    What is needed to run it again: `command` is what Rasa is told in place of the message (never a code), `own_reply`
    the gateway's own reply, which needs no Rasa. `runs` counts how often it was begun; whoever begins it again has it
    from `taken_at` on, the first from `created_at`.
    """

    __tablename__ = "turns"
    __table_args__ = (
        one_of("state", get_args(TurnState)),
        UniqueConstraint("conversation_id", "client_message_id"),
        Index(
            "ix_turns_open",
            "created_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    client_message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    command: Mapped[str | None] = mapped_column(String(40))
    own_reply: Mapped[dict[str, Any] | None]
    runs: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    taken_at: Mapped[datetime | None]


class TurnEffect(Base):
    """Something a turn has written, once: written in the same transaction, with what the user is told of it."""

    __tablename__ = "turn_effects"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    result: Mapped[dict[str, Any] | None]
    written_at: Mapped[datetime]


class Message(Base):
    """What was said. Text is masked before it comes here; `reply` is the whole Reply of bot or staff."""

    __tablename__ = "messages"
    __table_args__ = (one_of("sender", get_args(Sender)),)

    id: Mapped[row_id]
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    sender: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class OutboxEntry(Base):
    """One event for the channel, numbered 1, 2, 3 … within its conversation."""

    __tablename__ = "outbox"
    __table_args__ = (one_of("kind", get_args(EventKind)),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
