"""Enterprises, their contacts, and the service items that cases are about."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.lookup import ContactRole
from records.models.base import Base, one_of, row_id
from records.storage.column_types import String


class Enterprise(Base):
    """An enterprise, known by its uscc (统一社会信用代码). `is_sample` marks fictional demo data."""

    __tablename__ = "enterprises"
    __table_args__ = (
        Index("ix_enterprises_uscc_pattern", "uscc", postgresql_ops={"uscc": "varchar_pattern_ops"}),
        Index(
            "ix_enterprises_pinyin_initials_pattern",
            "pinyin_initials",
            postgresql_ops={"pinyin_initials": "varchar_pattern_ops"},
        ),
    )

    id: Mapped[row_id]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    pinyin_initials: Mapped[str] = mapped_column(String(200), index=True)
    region: Mapped[str] = mapped_column(String(200), index=True)
    address: Mapped[str | None] = mapped_column(String(300))
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]

    contacts: Mapped[list[Contact]] = relationship(back_populates="enterprise", order_by="Contact.id")


class EnterpriseTerm(Base):
    """A part of an enterprise's name (two characters) or of its pinyin initials (three letters), for staff search."""

    __tablename__ = "enterprise_terms"

    term: Mapped[str] = mapped_column(String(8), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(
        ForeignKey("enterprises.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Contact(Base):
    """A person who may act for an enterprise; codes go to `phone`. A removed contact binds nobody."""

    __tablename__ = "contacts"
    __table_args__ = (one_of("role", get_args(ContactRole)), Index("ix_contacts_phone", "phone"))

    id: Mapped[row_id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(30))
    removed_at: Mapped[datetime | None]

    enterprise: Mapped[Enterprise] = relationship(back_populates="contacts")


class ServiceItem(Base):
    """A service item (事项) of knowledge/catalogue.yml. Time limits: working days, None if unstated.

    `acceptance_days`: unless a supplement is asked for within them, the application counts as accepted on the day it
    was received (行政许可法 第三十二条). `approved_on_timeout`: no decision in time counts as approval (超时默认).
    `section_is_sample`: the section is an example of the catalogue (样例), not one that the bureau has named.
    """

    __tablename__ = "service_items"

    id: Mapped[row_id]
    code: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str | None] = mapped_column(String(100), index=True)
    guide: Mapped[str | None] = mapped_column(String(200))
    region: Mapped[str | None] = mapped_column(String(200))
    statutory_days: Mapped[int | None]
    promised_days: Mapped[int | None]
    acceptance_days: Mapped[int | None]
    approved_on_timeout: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    time_limit_source: Mapped[str | None] = mapped_column(String(500))
    timeout_source: Mapped[str | None] = mapped_column(String(500))
    section: Mapped[str | None] = mapped_column(String(100))
    section_is_sample: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    contact: Mapped[str | None] = mapped_column(String(300))
    is_current: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
