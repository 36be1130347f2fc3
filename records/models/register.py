"""What the bureau publishes: registers of enterprises and institutions, district contacts, external services."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.lookup import Register
from records.models.base import Base, one_of, row_id
from records.storage.column_types import String, Text

REGISTERS: tuple[Register, ...] = get_args(Register)


class RegisterEntry(Base):
    """An enterprise or institution on a published register, from `listed_on` to `valid_to`, both included.

    `name_key` is the name without blanks and punctuation, for exact look-up. Natural persons are not kept.
    """

    __tablename__ = "register_entries"
    __table_args__ = (
        one_of("register", REGISTERS),
        UniqueConstraint("register", "name_key", "listed_on"),
    )

    id: Mapped[row_id]
    register: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    region: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[str | None] = mapped_column(String(50))
    certificate_number: Mapped[str | None] = mapped_column(String(60))
    listed_on: Mapped[date]
    valid_to: Mapped[date | None]
    removed_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(300))
    source: Mapped[str | None] = mapped_column(String(50))
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    updated_at: Mapped[datetime]


class RegisterTerm(Base):
    """A part of an entry's name (two characters), for look-ups by part of a name."""

    __tablename__ = "register_terms"

    term: Mapped[str] = mapped_column(String(8), primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("register_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class DistrictContact(Base):
    """Who looks after a district (包区), as the bureau published it in `document`."""

    __tablename__ = "district_contacts"
    __table_args__ = (UniqueConstraint("region", "district"),)

    id: Mapped[row_id]
    region: Mapped[str] = mapped_column(String(200))
    district: Mapped[str] = mapped_column(String(100))
    leader: Mapped[str] = mapped_column(String(100))
    section: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(50))
    published_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(300))


class ExternalService(Base):
    """A kind of external business (对外业务事项) and what of it was simplified; days are working days.

    `covers`: of how many items the document speaks at once; `of_total`: how many its issuer has counted in all.
    """

    __tablename__ = "external_services"

    id: Mapped[row_id]
    code: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str | None] = mapped_column(String(200))
    section: Mapped[str | None] = mapped_column(String(100))
    days_before: Mapped[int | None]
    days_after: Mapped[int | None]
    simplified: Mapped[str | None] = mapped_column(Text)
    covers: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    of_total: Mapped[int | None]
    document: Mapped[str] = mapped_column(String(300))
