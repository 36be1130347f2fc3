"""Voucher batches with their append-only ledger, and credit events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from records.migrations.append_only import allow_changes, forbid_changes
from records.storage.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("repairs_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'repair') = (repairs_id IS NOT NULL)", name=op.f("ck_credit_events_repairs")
        ),
        sa.CheckConstraint(
            "kind IN ('trustworthy', 'general_breach', 'serious_breach', 'repair')",
            name=op.f("ck_credit_events_kind"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR recorded_on <= valid_to", name=op.f("ck_credit_events_valid_period")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_credit_events_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(
            ["repairs_id"], ["credit_events.id"], name=op.f("fk_credit_events_repairs_id_credit_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_events")),
    )
    op.create_index(
        "ix_credit_events_enterprise_id_recorded_on",
        "credit_events",
        ["enterprise_id", "recorded_on"],
        unique=False,
    )
    op.create_table(
        "voucher_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_voucher_batches_valid_period")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_voucher_batches_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_voucher_batches_number")),
    )
    op.create_index(
        op.f("ix_voucher_batches_enterprise_id"), "voucher_batches", ["enterprise_id"], unique=False
    )
    op.create_table(
        "voucher_ledger_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("available_delta_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved_delta_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_after_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved_after_fen", sa.BigInteger(), nullable=False),
        sa.Column("reservation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 OR (kind = 'correct' AND amount_fen <> 0)",
            name=op.f("ck_voucher_ledger_entries_amount"),
        ),
        sa.CheckConstraint(
            "kind IN ('grant', 'reserve', 'redeem', 'release', 'expire', 'correct')",
            name=op.f("ck_voucher_ledger_entries_kind"),
        ),
        sa.CheckConstraint("balance_after_fen >= 0", name=op.f("ck_voucher_ledger_entries_balance")),
        sa.CheckConstraint("reserved_after_fen >= 0", name=op.f("ck_voucher_ledger_entries_reserved")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_voucher_ledger_entries_sequence")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["voucher_batches.id"],
            name=op.f("fk_voucher_ledger_entries_batch_id_voucher_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["voucher_ledger_entries.id"],
            name=op.f("fk_voucher_ledger_entries_reservation_id_voucher_ledger_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_ledger_entries")),
        sa.UniqueConstraint("batch_id", "sequence", name=op.f("uq_voucher_ledger_entries_batch_id_sequence")),
        sa.UniqueConstraint("key", name=op.f("uq_voucher_ledger_entries_key")),
    )
    op.create_index(
        "ix_voucher_ledger_entries_reservation_id",
        "voucher_ledger_entries",
        ["reservation_id"],
        unique=False,
        sqlite_where=sa.text("reservation_id IS NOT NULL"),
        postgresql_where=sa.text("reservation_id IS NOT NULL"),
    )
    forbid_changes("voucher_ledger_entries")


def downgrade() -> None:
    allow_changes("voucher_ledger_entries")
    # SQLite looks for each row whether another refers to it: without an index that takes hours in a large table.
    op.drop_table("voucher_ledger_entries")
    op.drop_index(op.f("ix_voucher_batches_enterprise_id"), table_name="voucher_batches")
    op.drop_table("voucher_batches")
    op.drop_index("ix_credit_events_enterprise_id_recorded_on", table_name="credit_events")
    op.create_index("ix_credit_events_repairs_id", "credit_events", ["repairs_id"])
    op.drop_table("credit_events")
