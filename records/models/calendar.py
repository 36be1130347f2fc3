"""Holidays that staff have entered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base
from records.storage.column_types import String


class HolidayNotice(Base):
    """One year's notice: days off and weekend days worked, as ISO dates; `source` is its document number."""

    __tablename__ = "holiday_notices"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(300))
    holidays: Mapped[list[str]]
    workdays: Mapped[list[str]]
    recorded_by: Mapped[str] = mapped_column(String(150))
    recorded_at: Mapped[datetime]
