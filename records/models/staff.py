"""Staff, their sessions, and their attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String

Role = Literal["hotline", "case_officer", "knowledge_editor", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)


class Staff(Base):
    """One person of the bureau. `password_hash` is argon2id."""

    __tablename__ = "staff"
    __table_args__ = (one_of("role", ROLES),)

    id: Mapped[row_id]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    role: Mapped[str] = mapped_column(String(30))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A signed-in browser. The token is stored hashed; it ends at `expires_at`, or sooner when idle."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One attempt to sign in, for unknown names too. Counted as failed until it has succeeded.

    `address_hash` is of the address or network it came from, empty in rows of before it was noted.
    """

    __tablename__ = "staff_sign_in_attempts"
    __table_args__ = (Index("ix_staff_sign_in_attempts_name_hash_at", "name_hash", "at"),)

    id: Mapped[row_id]
    name_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    at: Mapped[datetime]
    succeeded: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
