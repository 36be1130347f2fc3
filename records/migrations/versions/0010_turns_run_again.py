"""What a turn needs to be run again after a crash: what Rasa was to be told, our own reply, and what was written."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from records.storage.column_types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("turns", sa.Column("command", sa.String(length=40), nullable=True))
    op.add_column("turns", sa.Column("own_reply", _JSON, nullable=True))
    op.add_column("turns", sa.Column("runs", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("turns", sa.Column("taken_at", UtcDateTime(), nullable=True))
    op.create_table(
        "turn_effects",
        sa.Column("turn_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("result", _JSON, nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_turn_effects_turn_id_turns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", "step", name=op.f("pk_turn_effects")),
    )


def downgrade() -> None:
    op.drop_table("turn_effects")
    op.drop_column("turns", "taken_at")
    op.drop_column("turns", "runs")
    op.drop_column("turns", "own_reply")
    op.drop_column("turns", "command")
