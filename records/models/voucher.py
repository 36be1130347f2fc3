"""Voucher batches and their append-only ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.lookup import EntryKind
from records.models.base import Base, fen, one_of, row_id
from records.storage.column_types import String


class VoucherBatch(Base):
    """Vouchers granted to an enterprise together, valid from `valid_from` to `valid_to`, both included.

    `scope` names the services they pay for, `partner_regions` the regions whose providers also take them (通用通兑).
    `source` is the data source that is their master, None for this system.
    """

    __tablename__ = "voucher_batches"
    __table_args__ = (CheckConstraint("valid_from <= valid_to", name="valid_period"),)

    id: Mapped[row_id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    scope: Mapped[list[str]]
    region: Mapped[str] = mapped_column(String(200))
    partner_regions: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    source: Mapped[str | None] = mapped_column(String(50))
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class VoucherLedgerEntry(Base):
    """One movement, in fen. It is never changed: triggers forbid UPDATE and DELETE.

    `amount_fen` is positive, except in a correction. The deltas say what it does to what is available and to
    what is reserved; `balance_after_fen` and `reserved_after_fen` are the sums of the deltas so far. `service` is what
    was paid for, one of the batch's scope.
    """

    __tablename__ = "voucher_ledger_entries"
    __table_args__ = (
        one_of("kind", get_args(EntryKind)),
        UniqueConstraint("batch_id", "sequence"),
        CheckConstraint("amount_fen > 0 OR (kind = 'correct' AND amount_fen <> 0)", name="amount"),
        CheckConstraint("balance_after_fen >= 0", name="balance"),
        CheckConstraint("reserved_after_fen >= 0", name="reserved"),
        CheckConstraint("sequence >= 1", name="sequence"),
        Index(
            "ix_voucher_ledger_entries_reservation_id",
            "reservation_id",
            sqlite_where=text("reservation_id IS NOT NULL"),
            postgresql_where=text("reservation_id IS NOT NULL"),
        ),
    )

    id: Mapped[row_id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("voucher_batches.id"))
    sequence: Mapped[int]
    key: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    amount_fen: Mapped[fen]
    available_delta_fen: Mapped[fen]
    reserved_delta_fen: Mapped[fen]
    balance_after_fen: Mapped[fen]
    reserved_after_fen: Mapped[fen]
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("voucher_ledger_entries.id"))
    service: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
