"""Cases (办件) and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.lookup import MaterialState, Stage
from records.models.base import Base, one_of, row_id
from records.models.enterprise import Enterprise, ServiceItem
from records.storage.column_types import String

STAGES: tuple[Stage, ...] = get_args(Stage)
MATERIAL_STATES: tuple[MaterialState, ...] = get_args(MaterialState)


def _reversed_number(context: DefaultExecutionContext) -> str:
    return str(context.get_current_parameters()["number"])[::-1]  # type: ignore[no-untyped-call]


class Case(Base):
    """One case. `stage`, `since`, `due_on`, `action_due_on` follow from its history, so that staff can search by them.

    `due_on` is the day by which the bureau must decide, None while no clock runs; `action_due_on` the day by which the
    enterprise must act. `number_reversed` finds a case by the last digits of its number. `source` is the data source
    that is its master, None for this system.
    """

    __tablename__ = "cases"
    __table_args__ = (
        one_of("stage", STAGES),
        Index("ix_cases_enterprise_id_opened_at", "enterprise_id", "opened_at"),
        Index("ix_cases_number_pattern", "number", postgresql_ops={"number": "varchar_pattern_ops"}),
        Index(
            "ix_cases_number_reversed",
            "number_reversed",
            postgresql_ops={"number_reversed": "varchar_pattern_ops"},
        ),
        Index("ix_cases_stage_due_on", "stage", "due_on"),
        Index("ix_cases_section_due_on", "section", "due_on"),
        Index("ix_cases_section_opened_at", "section", "opened_at"),
        Index("ix_cases_stage_opened_at", "stage", "opened_at"),
        Index("ix_cases_section_stage_opened_at", "section", "stage", "opened_at"),
        Index("ix_cases_opened_at", "opened_at"),
        Index("ix_cases_due_on", "due_on"),
        Index("ix_cases_action_due_on", "action_due_on"),
    )

    id: Mapped[row_id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    number_reversed: Mapped[str] = mapped_column(String(40), default=_reversed_number, server_default="")
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    service_item_id: Mapped[int] = mapped_column(ForeignKey("service_items.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    section: Mapped[str | None] = mapped_column(String(100))
    stage: Mapped[str] = mapped_column(String(30))
    since: Mapped[datetime]
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None]
    action_due_on: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(50))

    enterprise: Mapped[Enterprise] = relationship(lazy="joined", innerjoin=True)
    service_item: Mapped[ServiceItem] = relationship(lazy="joined", innerjoin=True)
    history: Mapped[list[CaseStageEntry]] = relationship(
        back_populates="case", order_by="CaseStageEntry.sequence", lazy="selectin"
    )
    materials: Mapped[list[CaseMaterial]] = relationship(
        back_populates="case", order_by="CaseMaterial.position", lazy="selectin"
    )


class CaseStageEntry(Base):
    """One step of a case's history, appended. `note` is public; by `due_on` the enterprise must act.

    `key` makes a step that another system reports happen once.
    """

    __tablename__ = "case_stages"
    __table_args__ = (
        one_of("stage", STAGES),
        UniqueConstraint("case_id", "sequence"),
        Index("uq_case_stages_key", "key", unique=True),
    )

    id: Mapped[row_id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(String(500))
    due_on: Mapped[date | None]
    key: Mapped[str | None] = mapped_column(String(150))

    case: Mapped[Case] = relationship(back_populates="history")


class CaseMaterial(Base):
    """A material of a case: handed in, missing but tolerated until `due_on` (容缺), or to be mended (补正)."""

    __tablename__ = "case_materials"
    __table_args__ = (one_of("state", MATERIAL_STATES), UniqueConstraint("case_id", "name"))

    id: Mapped[row_id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(500))
    updated_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="materials")
