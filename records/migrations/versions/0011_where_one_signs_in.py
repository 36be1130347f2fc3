"""From where somebody tried to sign in, so that failures are counted by name and address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "staff_sign_in_attempts",
        sa.Column("address_hash", sa.String(length=64), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("staff_sign_in_attempts", "address_hash")
