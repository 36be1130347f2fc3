"""Materials and deadlines of cases, what vouchers pay for, numbers of credit events, holidays that staff enter."""

import sqlalchemy as sa
from alembic import op

from records.storage.column_types import Json, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday_notices",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("holidays", Json(), nullable=False),
        sa.Column("workdays", Json(), nullable=False),
        sa.Column("recorded_by", sa.String(length=150), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_holiday_notices")),
    )
    op.create_table(
        "case_materials",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'missing', 'tolerated', 'supplement')",
            name=op.f("ck_case_materials_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_materials_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_materials")),
        sa.UniqueConstraint("case_id", "name", name=op.f("uq_case_materials_case_id_name")),
    )
    op.add_column("case_stages", sa.Column("key", sa.String(length=150), nullable=True))
    op.create_index("uq_case_stages_key", "case_stages", ["key"], unique=True)
    op.add_column(
        "cases", sa.Column("number_reversed", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column("cases", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("action_due_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("source", sa.String(length=50), nullable=True))
    op.create_index("ix_cases_action_due_on", "cases", ["action_due_on"], unique=False)
    op.create_index("ix_cases_due_on", "cases", ["due_on"], unique=False)
    op.create_index(
        "ix_cases_number_pattern",
        "cases",
        ["number"],
        unique=False,
        postgresql_ops={"number": "varchar_pattern_ops"},
    )
    op.create_index(
        "ix_cases_number_reversed",
        "cases",
        ["number_reversed"],
        unique=False,
        postgresql_ops={"number_reversed": "varchar_pattern_ops"},
    )
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"], unique=False)
    op.create_index("ix_cases_section_due_on", "cases", ["section", "due_on"], unique=False)
    op.create_index("ix_cases_section_opened_at", "cases", ["section", "opened_at"], unique=False)
    op.create_index(
        "ix_cases_section_stage_opened_at", "cases", ["section", "stage", "opened_at"], unique=False
    )
    op.drop_index(op.f("ix_cases_stage"), table_name="cases")  # the two on stage and a date serve it
    op.create_index("ix_cases_stage_due_on", "cases", ["stage", "due_on"], unique=False)
    op.create_index("ix_cases_stage_opened_at", "cases", ["stage", "opened_at"], unique=False)
    op.add_column("credit_events", sa.Column("number", sa.String(length=60), nullable=True))
    op.add_column("credit_events", sa.Column("authority", sa.String(length=200), nullable=True))
    op.add_column("credit_events", sa.Column("source", sa.String(length=50), nullable=True))
    op.create_index("uq_credit_events_number", "credit_events", ["number"], unique=True)
    op.add_column("service_items", sa.Column("acceptance_days", sa.Integer(), nullable=True))
    op.add_column(
        "service_items",
        sa.Column("approved_on_timeout", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("service_items", sa.Column("time_limit_source", sa.String(length=500), nullable=True))
    op.add_column("service_items", sa.Column("timeout_source", sa.String(length=500), nullable=True))
    op.add_column(
        "voucher_batches", sa.Column("partner_regions", Json(), server_default="[]", nullable=False)
    )
    op.add_column("voucher_batches", sa.Column("source", sa.String(length=50), nullable=True))
    op.add_column("voucher_ledger_entries", sa.Column("service", sa.String(length=100), nullable=True))
    _reverse_numbers()


def downgrade() -> None:
    op.drop_column("voucher_ledger_entries", "service")
    op.drop_column("voucher_batches", "source")
    op.drop_column("voucher_batches", "partner_regions")
    op.drop_column("service_items", "timeout_source")
    op.drop_column("service_items", "time_limit_source")
    op.drop_column("service_items", "approved_on_timeout")
    op.drop_column("service_items", "acceptance_days")
    op.drop_index("uq_credit_events_number", table_name="credit_events")
    op.drop_column("credit_events", "source")
    op.drop_column("credit_events", "authority")
    op.drop_column("credit_events", "number")
    op.drop_index("ix_cases_stage_opened_at", table_name="cases")
    op.drop_index("ix_cases_stage_due_on", table_name="cases")
    op.create_index(op.f("ix_cases_stage"), "cases", ["stage"], unique=False)
    op.drop_index("ix_cases_section_stage_opened_at", table_name="cases")
    op.drop_index("ix_cases_section_opened_at", table_name="cases")
    op.drop_index("ix_cases_section_due_on", table_name="cases")
    op.drop_index("ix_cases_opened_at", table_name="cases")
    op.drop_index(
        "ix_cases_number_reversed",
        table_name="cases",
        postgresql_ops={"number_reversed": "varchar_pattern_ops"},
    )
    op.drop_index(
        "ix_cases_number_pattern", table_name="cases", postgresql_ops={"number": "varchar_pattern_ops"}
    )
    op.drop_index("ix_cases_due_on", table_name="cases")
    op.drop_index("ix_cases_action_due_on", table_name="cases")
    op.drop_column("cases", "source")
    op.drop_column("cases", "action_due_on")
    op.drop_column("cases", "due_on")
    op.drop_column("cases", "number_reversed")
    op.drop_index("uq_case_stages_key", table_name="case_stages")
    op.drop_column("case_stages", "key")
    op.drop_table("case_materials")
    op.drop_table("holiday_notices")


def _reverse_numbers() -> None:
    """Fill in the reversed numbers of the cases that are there; SQLite has no function for it."""
    connection = op.get_bind()
    cases = sa.table("cases", sa.column("id", sa.Integer), sa.column("number"), sa.column("number_reversed"))
    rows = connection.execute(sa.select(cases.c.id, cases.c.number)).all()
    update = (
        sa.update(cases)
        .where(cases.c.id == sa.bindparam("case_id"))
        .values(number_reversed=sa.bindparam("reversed_number"))
    )
    if rows:
        connection.execute(update, [{"case_id": row.id, "reversed_number": row.number[::-1]} for row in rows])
