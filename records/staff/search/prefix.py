"""What begins with a text, and in the order of characters, served by an index on both databases.

PostgreSQL's indexes for this are of `varchar_pattern_ops`, whose operators compare by characters whatever the
database's collation (https://www.postgresql.org/docs/current/indexes-opclass.html). SQLite compares the bytes of UTF-8
already, which is the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.operators import custom_op

_LAST_CHARACTER = "\U0010ffff"
_AT_LEAST: custom_op[Any] = custom_op("~>=~", is_comparison=True)
_BELOW: custom_op[Any] = custom_op("~<~", is_comparison=True)
_DESCENDING: custom_op[Any] = custom_op("USING ~>~")

Texts = InstrumentedAttribute[str]


@dataclass(frozen=True)
class CharacterOrder:
    """Comparisons by characters, in the words of one database."""

    is_postgresql: bool

    @classmethod
    def of(cls, session: Session) -> CharacterOrder:
        """Return that of a session's database."""
        return cls(session.get_bind().dialect.name == "postgresql")

    def begins(self, column: Texts, text: str) -> ColumnElement[bool]:
        """Return the condition that a column begins with a text, which is taken as it is: no wildcards."""
        end = text + _LAST_CHARACTER
        if self.is_postgresql:
            return and_(column.operate(_AT_LEAST, text), column.operate(_BELOW, end))
        return and_(column >= text, column < end)

    def begins_with_one_of(self, column: Texts, texts: list[str]) -> ColumnElement[bool]:
        """Return the condition that a column begins with one of some texts, at least one."""
        return or_(*(self.begins(column, text) for text in texts))

    def before(self, column: Texts, text: str) -> ColumnElement[bool]:
        """Return the condition that a column comes before a text."""
        return column.operate(_BELOW, text) if self.is_postgresql else column < text

    def descending(self, column: Texts) -> ColumnElement[Any]:
        """Return the order in which the last comes first."""
        if self.is_postgresql:
            return UnaryExpression(column.expression, modifier=_DESCENDING)
        return column.desc()
