"""Phone claims, challenges, bindings, and the demo's SMS outbox."""

import sqlalchemy as sa
from alembic import op

from records.storage.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_outbox")),
    )
    op.create_table(
        "phone_claims",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("masked_phone", sa.String(length=20), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_phone_claims_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_phone_claims")),
    )
    op.create_table(
        "bindings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bound_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_bindings_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_bindings_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_bindings_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bindings")),
    )
    op.create_index(op.f("ix_bindings_conversation_id"), "bindings", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_bindings_enterprise_id"), "bindings", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_bindings_active",
        "bindings",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("uscc_hash", sa.String(length=64), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=True),
        sa.Column("masked_phone", sa.String(length=20), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'verified', 'refused', 'expired', 'superseded')",
            name=op.f("ck_challenges_state"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_challenges_attempts")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_challenges_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_challenges_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index(
        "ix_challenges_address_hash_created_at", "challenges", ["address_hash", "created_at"], unique=False
    )
    op.create_index(
        "ix_challenges_conversation_id_created_at",
        "challenges",
        ["conversation_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_challenges_phone_hash_created_at", "challenges", ["phone_hash", "created_at"], unique=False
    )
    op.create_index(
        "ix_challenges_uscc_hash_created_at", "challenges", ["uscc_hash", "created_at"], unique=False
    )
    op.create_index(
        "uq_challenges_open",
        "challenges",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_challenges_open",
        table_name="challenges",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_challenges_uscc_hash_created_at", table_name="challenges")
    op.drop_index("ix_challenges_phone_hash_created_at", table_name="challenges")
    op.drop_index("ix_challenges_conversation_id_created_at", table_name="challenges")
    op.drop_index("ix_challenges_address_hash_created_at", table_name="challenges")
    op.drop_table("challenges")
    op.drop_index(
        "uq_bindings_active",
        table_name="bindings",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_bindings_enterprise_id"), table_name="bindings")
    op.drop_index(op.f("ix_bindings_conversation_id"), table_name="bindings")
    op.drop_table("bindings")
    op.drop_table("phone_claims")
    op.drop_table("sms_outbox")
