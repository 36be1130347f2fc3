"""Cases (办件) and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.lookup import Stage
from records.column_types import String
from records.models.base import Base, one_of, row_id
from records.models.enterprise import Enterprise, ServiceItem

STAGES: tuple[Stage, ...] = get_args(Stage)


class Case(Base):
    """One case. `stage` and `since` repeat its last stage, so that staff can search by them."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("stage", STAGES),
        Index("ix_cases_enterprise_id_opened_at", "enterprise_id", "opened_at"),
    )

    id: Mapped[row_id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    service_item_id: Mapped[int] = mapped_column(ForeignKey("service_items.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    section: Mapped[str | None] = mapped_column(String(100))
    stage: Mapped[str] = mapped_column(String(30), index=True)
    since: Mapped[datetime]
    opened_at: Mapped[datetime]

    enterprise: Mapped[Enterprise] = relationship(lazy="joined", innerjoin=True)
    service_item: Mapped[ServiceItem] = relationship(lazy="joined", innerjoin=True)
    history: Mapped[list[CaseStageEntry]] = relationship(
        back_populates="case", order_by="CaseStageEntry.sequence", lazy="selectin"
    )


class CaseStageEntry(Base):
    """One step of a case's history, appended. `note` is public; by `due_on` the enterprise must act."""

    __tablename__ = "case_stages"
    __table_args__ = (one_of("stage", STAGES), UniqueConstraint("case_id", "sequence"))

    id: Mapped[row_id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(String(500))
    due_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="history")
