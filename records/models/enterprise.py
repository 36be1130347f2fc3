"""Enterprises, their contacts, and the service items that cases are about."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.column_types import String
from records.models.base import Base, one_of, row_id

ContactRole = Literal["legal_representative", "handler", "viewer"]


class Enterprise(Base):
    """An enterprise, known by its uscc (统一社会信用代码). `is_sample` marks fictional demo data."""

    __tablename__ = "enterprises"

    id: Mapped[row_id]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    pinyin_initials: Mapped[str] = mapped_column(String(200), index=True)
    region: Mapped[str] = mapped_column(String(200), index=True)
    address: Mapped[str | None] = mapped_column(String(300))
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]

    contacts: Mapped[list[Contact]] = relationship(back_populates="enterprise", order_by="Contact.id")


class Contact(Base):
    """A person who may act for an enterprise; codes go to `phone`. A removed contact binds nobody."""

    __tablename__ = "contacts"
    __table_args__ = (one_of("role", get_args(ContactRole)),)

    id: Mapped[row_id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(30))
    removed_at: Mapped[datetime | None]

    enterprise: Mapped[Enterprise] = relationship(back_populates="contacts")


class ServiceItem(Base):
    """A service item (事项) of knowledge/catalogue.yml. Time limits: working days, None if unstated."""

    __tablename__ = "service_items"

    id: Mapped[row_id]
    code: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str | None] = mapped_column(String(100), index=True)
    guide: Mapped[str | None] = mapped_column(String(200))
    region: Mapped[str | None] = mapped_column(String(200))
    statutory_days: Mapped[int | None]
    promised_days: Mapped[int | None]
    section: Mapped[str | None] = mapped_column(String(100))
    contact: Mapped[str | None] = mapped_column(String(300))
    is_current: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
