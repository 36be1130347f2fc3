"""Invitations, portal tokens, lifted lock-outs, and the parts of names by which staff search."""

import sqlalchemy as sa
from alembic import op

from records.storage.column_types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "used_portal_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_used_portal_tokens")),
    )
    op.create_index(
        op.f("ix_used_portal_tokens_expires_at"), "used_portal_tokens", ["expires_at"], unique=False
    )
    op.create_table(
        "enterprise_terms",
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
            name=op.f("fk_enterprise_terms_enterprise_id_enterprises"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("term", "enterprise_id", name=op.f("pk_enterprise_terms")),
    )
    op.create_index(
        op.f("ix_enterprise_terms_enterprise_id"), "enterprise_terms", ["enterprise_id"], unique=False
    )
    for column in ("uscc", "pinyin_initials"):
        op.create_index(
            f"ix_enterprises_{column}_pattern",
            "enterprises",
            [column],
            unique=False,
            postgresql_ops={column: "varchar_pattern_ops"},
        )
    op.create_index(
        "ix_audit_entries_subject_pattern",
        "audit_entries",
        ["subject"],
        unique=False,
        postgresql_ops={"subject": "varchar_pattern_ops"},
    )
    op.create_index("ix_audit_entries_actor_sequence", "audit_entries", ["actor", "sequence"], unique=False)
    op.create_index("ix_audit_entries_action_sequence", "audit_entries", ["action", "sequence"], unique=False)
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)
    op.drop_index(op.f("ix_audit_entries_actor"), table_name="audit_entries")
    op.create_table(
        "lock_releases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lock_releases_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lock_releases")),
    )
    op.create_index(
        "ix_lock_releases_subject_hash_released_at",
        "lock_releases",
        ["subject_hash", "released_at"],
        unique=False,
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_invitations_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["contacts.id"], name=op.f("fk_invitations_invited_by_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_invitations_contact_id")),
    )
    op.add_column(
        "bindings", sa.Column("method", sa.String(length=10), server_default="code", nullable=False)
    )
    op.add_column("bindings", sa.Column("ended_reason", sa.String(length=30), nullable=True))
    op.create_index("ix_contacts_phone", "contacts", ["phone"], unique=False)
    op.add_column("phone_claims", sa.Column("sealed_phone", sa.String(length=300), nullable=True))
    op.create_index(op.f("ix_phone_claims_expires_at"), "phone_claims", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_phone_claims_expires_at"), table_name="phone_claims")
    op.drop_column("phone_claims", "sealed_phone")
    op.drop_index("ix_contacts_phone", table_name="contacts")
    op.drop_column("bindings", "ended_reason")
    op.drop_column("bindings", "method")
    op.drop_table("invitations")
    op.drop_index("ix_lock_releases_subject_hash_released_at", table_name="lock_releases")
    op.drop_table("lock_releases")
    op.create_index(op.f("ix_audit_entries_actor"), "audit_entries", ["actor"], unique=False)
    op.drop_index("ix_audit_entries_at", table_name="audit_entries")
    op.drop_index("ix_audit_entries_action_sequence", table_name="audit_entries")
    op.drop_index("ix_audit_entries_actor_sequence", table_name="audit_entries")
    op.drop_index("ix_audit_entries_subject_pattern", table_name="audit_entries")
    op.drop_index("ix_enterprises_pinyin_initials_pattern", table_name="enterprises")
    op.drop_index("ix_enterprises_uscc_pattern", table_name="enterprises")
    op.drop_index(op.f("ix_enterprise_terms_enterprise_id"), table_name="enterprise_terms")
    op.drop_table("enterprise_terms")
    op.drop_index(op.f("ix_used_portal_tokens_expires_at"), table_name="used_portal_tokens")
    op.drop_table("used_portal_tokens")
