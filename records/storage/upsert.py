"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have and SQLAlchemy spells per dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def insert_if_absent(
    session: Session, model: type[DeclarativeBase], values: Mapping[str, Any], unique: Sequence[str]
) -> bool:
    """Insert a row unless one with the same `unique` columns is there. Returns whether it was inserted.

    Waits for a concurrent insert of the same row to end, so that a SELECT after False finds it.
    """
    table = model.__table__
    assert isinstance(table, Table)
    kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = kind.insert(table).values(dict(values)).on_conflict_do_nothing(index_elements=list(unique))
    returned = session.execute(insert.returning(*table.primary_key.columns))
    return returned.one_or_none() is not None
