"""Triggers that keep a table append-only, on both databases: an UPDATE or DELETE is an IntegrityError."""

from __future__ import annotations

from alembic import op

_EVENTS = ("update", "delete")


def forbid_changes(table: str) -> None:
    """Let rows of `table` be inserted only."""
    if op.get_bind().dialect.name == "sqlite":
        for change in _EVENTS:
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def allow_changes(table: str) -> None:
    """Undo `forbid_changes`."""
    if op.get_bind().dialect.name == "sqlite":
        for change in _EVENTS:
            op.execute(f"DROP TRIGGER {table}_no_{change}")
        return
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(f"DROP FUNCTION {table}_append_only()")
