"""Credit events (科研诚信)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String

CreditKind = Literal["trustworthy", "general_breach", "serious_breach", "repair"]


class CreditEvent(Base):
    """One credit event, appended. A `repair` (信用修复) names the breach that it ends.

    `number` is the event's own number, by which an import or connector knows it again; `authority` who recognised it.
    """

    __tablename__ = "credit_events"
    __table_args__ = (
        one_of("kind", get_args(CreditKind)),
        CheckConstraint("(kind = 'repair') = (repairs_id IS NOT NULL)", name="repairs"),
        CheckConstraint("valid_to IS NULL OR recorded_on <= valid_to", name="valid_period"),
        Index("uq_credit_events_number", "number", unique=True),
        Index("ix_credit_events_enterprise_id_recorded_on", "enterprise_id", "recorded_on"),
    )

    id: Mapped[row_id]
    number: Mapped[str | None] = mapped_column(String(60))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    kind: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(500))
    document: Mapped[str | None] = mapped_column(String(200))
    authority: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(String(50))
    recorded_on: Mapped[date]
    valid_to: Mapped[date | None]
    repairs_id: Mapped[int | None] = mapped_column(ForeignKey("credit_events.id"))
    created_at: Mapped[datetime]
