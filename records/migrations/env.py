"""Alembic's entry: runs the migrations on the connection the runner hands over."""

from alembic import context

from records.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
