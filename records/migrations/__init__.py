"""The schema's history, run by Alembic without a configuration file."""
