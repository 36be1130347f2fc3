"""The audit log: a hash chain, and the tail that its appends lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base
from records.storage.column_types import String


class AuditEntry(Base):
    """One audit entry. `hash` covers its fields and the hash before it; triggers forbid UPDATE and DELETE."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject_at", "subject", "at"),
        Index(
            "ix_audit_entries_subject_pattern", "subject", postgresql_ops={"subject": "varchar_pattern_ops"}
        ),
        Index("ix_audit_entries_actor_sequence", "actor", "sequence"),
        Index("ix_audit_entries_action_sequence", "action", "sequence"),
        Index("ix_audit_entries_at", "at"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(150))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(String(30))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditTail(Base):
    """The last entry's sequence and hash; one row, locked by whoever appends."""

    __tablename__ = "audit_tail"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
