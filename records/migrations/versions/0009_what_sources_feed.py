"""What kind of records a data source gives, so that an empty answer can say of when it is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("data_sources", sa.Column("feeds", sa.String(length=30), nullable=True))


def downgrade() -> None:
    op.drop_column("data_sources", "feeds")
