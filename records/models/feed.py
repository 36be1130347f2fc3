"""Where records come from: other systems, what they last reported, and files that were imported."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String

SourceKind = Literal["import", "http", "sql", "webhook"]


class DataSource(Base):
    """A system that stays the master of some records, of the kind that `feeds` names.

    `cursor` is where the next page begins.

    `every_minutes` is how often it is asked, None where it reports by itself. `last_error` says why the last attempt
    failed, or, where it succeeded, which records were left out.
    """

    __tablename__ = "data_sources"
    __table_args__ = (one_of("kind", get_args(SourceKind)),)

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    feeds: Mapped[str | None] = mapped_column(String(30))
    every_minutes: Mapped[int | None]
    cursor: Mapped[str | None] = mapped_column(String(500))
    last_success_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))


class WebhookEvent(Base):
    """An event that another system has reported: the same one again changes nothing."""

    __tablename__ = "webhook_events"

    source: Mapped[str] = mapped_column(String(50), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]


class ImportRun(Base):
    """A file that was imported, all of it."""

    __tablename__ = "import_runs"

    id: Mapped[row_id]
    kind: Mapped[str] = mapped_column(String(30))
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    actor: Mapped[str] = mapped_column(String(150))
    imported_at: Mapped[datetime]
