"""What people are asked to look at: tickets, unanswered questions, wrong answers; and the demo's mark."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String, Text

TicketKind = Literal["handoff", "complaint"]
TicketState = Literal["open", "taken", "closed"]


class Ticket(Base):
    """A request to a person (诉求). It outlives its conversation; its text is masked."""

    __tablename__ = "tickets"
    __table_args__ = (one_of("kind", get_args(TicketKind)), one_of("state", get_args(TicketState)))

    id: Mapped[row_id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UnansweredQuestion(Base):
    """A question to which nothing good enough was found; its text is masked."""

    __tablename__ = "unanswered_questions"

    id: Mapped[row_id]
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    question: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    region: Mapped[str | None] = mapped_column(String(200))
    index_version: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(index=True)


class FeedbackMark(Base):
    """A mark by staff that an answer was wrong, with what is needed to reproduce it."""

    __tablename__ = "feedback_marks"

    id: Mapped[row_id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    query: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    passage: Mapped[str | None] = mapped_column(Text)
    index_version: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]


class DemoLoad(Base):
    """That the demo data are here, and for which day they were made; at most one row."""

    __tablename__ = "demo_loads"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    as_of: Mapped[date]
    loaded_at: Mapped[datetime]
