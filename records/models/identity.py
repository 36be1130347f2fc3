"""Who a conversation speaks for: phone claims, challenges, bindings, and the messages that carry codes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from records.models.base import Base, one_of, row_id
from records.storage.column_types import String

ChallengeState = Literal["open", "verified", "refused", "expired", "superseded"]


class PhoneClaim(Base):
    """The phone a user last gave in a conversation, as an HMAC, and where the request came from.

    `sealed_phone` is the phone encrypted with a server key: a colleague's phone is needed to invite them.
    """

    __tablename__ = "phone_claims"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    phone_hash: Mapped[str] = mapped_column(String(64))
    masked_phone: Mapped[str] = mapped_column(String(20))
    sealed_phone: Mapped[str | None] = mapped_column(String(300))
    address_hash: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Challenge(Base):
    """A one-time code. It exists for non-matching pairs too (`contact_id` None), which no code can verify."""

    __tablename__ = "challenges"
    __table_args__ = (
        one_of("state", get_args(ChallengeState)),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_challenges_conversation_id_created_at", "conversation_id", "created_at"),
        Index("ix_challenges_uscc_hash_created_at", "uscc_hash", "created_at"),
        Index("ix_challenges_phone_hash_created_at", "phone_hash", "created_at"),
        Index("ix_challenges_address_hash_created_at", "address_hash", "created_at"),
        Index(
            "uq_challenges_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    uscc_hash: Mapped[str] = mapped_column(String(64))
    phone_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str | None] = mapped_column(String(64))
    masked_phone: Mapped[str] = mapped_column(String(20))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Binding(Base):
    """A conversation proved to belong to a contact of an enterprise. One at a time; ended ones are kept.

    `method` says how it was proved: by a one-time code, or by a token of the host portal.
    """

    __tablename__ = "bindings"
    __table_args__ = (
        Index(
            "uq_bindings_active",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[row_id]
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    bound_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    method: Mapped[str] = mapped_column(String(10), default="code", server_default="code")
    ended_reason: Mapped[str | None] = mapped_column(String(30))


class Invitation(Base):
    """A legal representative has made somebody a contact, which counts once that person has verified a code."""

    __tablename__ = "invitations"

    id: Mapped[row_id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class UsedPortalToken(Base):
    """A token of the host portal that has bound a conversation: it does so once."""

    __tablename__ = "used_portal_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LockRelease(Base):
    """Staff have lifted a lock-out: challenges before `released_at` no longer count against this uscc or phone."""

    __tablename__ = "lock_releases"
    __table_args__ = (Index("ix_lock_releases_subject_hash_released_at", "subject_hash", "released_at"),)

    id: Mapped[row_id]
    subject_hash: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    released_at: Mapped[datetime]


class SmsOutboxEntry(Base):
    """A message of the demo's SMS gateway. `phone` is None for a pair that did not match: none was sent."""

    __tablename__ = "sms_outbox"

    id: Mapped[row_id]
    phone: Mapped[str | None] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(6))
    created_at: Mapped[datetime]
