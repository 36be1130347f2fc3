"""What all models share: named constraints, aware times, row ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from records.storage.column_types import Json, RowId, UtcDateTime

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

row_id = Annotated[int, mapped_column(RowId, primary_key=True)]
fen = Annotated[int, mapped_column(BigInteger)]


class Base(DeclarativeBase):
    """The declarative base; `Base.metadata` is what the migrations must arrive at."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Json(), list[str]: Json()}  # noqa: RUF012


def one_of(column: str, values: Sequence[str], name: str | None = None) -> CheckConstraint:
    """Return a CHECK that `column` holds one of `values`."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=name or column)
