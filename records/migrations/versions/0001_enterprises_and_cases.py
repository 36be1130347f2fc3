"""Enterprises, their contacts, service items, and cases with their history."""

import sqlalchemy as sa
from alembic import op

from records.storage.column_types import UtcDateTime

_STAGES = (
    "stage IN ('received', 'supplement_requested', 'accepted', 'review', 'expert_review', 'publicity', "
    "'decided', 'certificate', 'closed', 'withdrawn', 'rejected')"
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprises",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pinyin_initials", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprises_uscc")),
    )
    op.create_index(op.f("ix_enterprises_name"), "enterprises", ["name"], unique=False)
    op.create_index(op.f("ix_enterprises_pinyin_initials"), "enterprises", ["pinyin_initials"], unique=False)
    op.create_index(op.f("ix_enterprises_region"), "enterprises", ["region"], unique=False)
    op.create_table(
        "service_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("guide", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("statutory_days", sa.Integer(), nullable=True),
        sa.Column("promised_days", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(length=100), nullable=True),
        sa.Column("contact", sa.String(length=300), nullable=True),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_items")),
        sa.UniqueConstraint("code", name=op.f("uq_service_items_code")),
    )
    op.create_index(op.f("ix_service_items_topic"), "service_items", ["topic"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(_STAGES, name=op.f("ck_cases_stage")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_cases_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(
            ["service_item_id"], ["service_items.id"], name=op.f("fk_cases_service_item_id_service_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_enterprise_id_opened_at", "cases", ["enterprise_id", "opened_at"], unique=False)
    op.create_index(op.f("ix_cases_service_item_id"), "cases", ["service_item_id"], unique=False)
    op.create_index(op.f("ix_cases_stage"), "cases", ["stage"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('legal_representative', 'handler', 'viewer')", name=op.f("ck_contacts_role")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_contacts_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_enterprise_id"), "contacts", ["enterprise_id"], unique=False)
    op.create_table(
        "case_stages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(_STAGES, name=op.f("ck_case_stages_stage")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_stages_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_stages")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_case_stages_case_id_sequence")),
    )


def downgrade() -> None:
    op.drop_table("case_stages")
    op.drop_index(op.f("ix_contacts_enterprise_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_cases_stage"), table_name="cases")
    op.drop_index(op.f("ix_cases_service_item_id"), table_name="cases")
    op.drop_index("ix_cases_enterprise_id_opened_at", table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_service_items_topic"), table_name="service_items")
    op.drop_table("service_items")
    op.drop_index(op.f("ix_enterprises_region"), table_name="enterprises")
    op.drop_index(op.f("ix_enterprises_pinyin_initials"), table_name="enterprises")
    op.drop_index(op.f("ix_enterprises_name"), table_name="enterprises")
    op.drop_table("enterprises")
