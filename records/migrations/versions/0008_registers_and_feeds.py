"""Published registers and contacts, and the systems and files that records come from."""

import sqlalchemy as sa
from alembic import op

from records.storage.column_types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_sources",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=True),
        sa.Column("cursor", sa.String(length=500), nullable=True),
        sa.Column("last_success_at", UtcDateTime(), nullable=True),
        sa.Column("last_attempt_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.CheckConstraint("kind IN ('import', 'http', 'sql', 'webhook')", name=op.f("ck_data_sources_kind")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_data_sources")),
    )
    op.create_table(
        "district_contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("leader", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_contacts")),
        sa.UniqueConstraint("region", "district", name=op.f("uq_district_contacts_region_district")),
    )
    op.create_table(
        "external_services",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("section", sa.String(length=100), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("days_after", sa.Integer(), nullable=True),
        sa.Column("simplified", sa.Text(), nullable=True),
        sa.Column("covers", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("of_total", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_services")),
        sa.UniqueConstraint("code", name=op.f("uq_external_services_code")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=150), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_table(
        "register_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("level", sa.String(length=50), nullable=True),
        sa.Column("certificate_number", sa.String(length=60), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=50), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "register IN ('high_tech_enterprise', 'incubator', 'science_commissioner')",
            name=op.f("ck_register_entries_register"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint(
            "register", "name_key", "listed_on", name=op.f("uq_register_entries_register_name_key_listed_on")
        ),
    )
    op.create_index(op.f("ix_register_entries_name_key"), "register_entries", ["name_key"], unique=False)
    op.create_index(op.f("ix_register_entries_uscc"), "register_entries", ["uscc"], unique=False)
    op.create_table(
        "webhook_events",
        sa.Column("source", sa.String(length=50), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "event_id", name=op.f("pk_webhook_events")),
    )
    op.create_table(
        "register_terms",
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["register_entries.id"],
            name=op.f("fk_register_terms_entry_id_register_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("term", "entry_id", name=op.f("pk_register_terms")),
    )
    op.create_index(op.f("ix_register_terms_entry_id"), "register_terms", ["entry_id"], unique=False)
    op.add_column(
        "service_items",
        sa.Column("section_is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("service_items", "section_is_sample")
    op.drop_index(op.f("ix_register_terms_entry_id"), table_name="register_terms")
    op.drop_table("register_terms")
    op.drop_table("webhook_events")
    op.drop_index(op.f("ix_register_entries_uscc"), table_name="register_entries")
    op.drop_index(op.f("ix_register_entries_name_key"), table_name="register_entries")
    op.drop_table("register_entries")
    op.drop_table("import_runs")
    op.drop_table("external_services")
    op.drop_table("district_contacts")
    op.drop_table("data_sources")
