"""A view of another database: read only, page by page along a column that grows.

Tested with SQLite and PostgreSQL, of which each page must come within `timeout_seconds`. SQLAlchemy reaches others
(MySQL, Oracle, …) where their driver is installed; with those neither the limit of time nor the sessions that only read
are set, and nothing is tested: let the account be one that may only read, with a limit of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Engine,
    Select,
    and_,
    column,
    create_engine,
    event,
    or_,
    select,
    table,
    type_coerce,
)
from sqlalchemy import String as SqlString
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

from records.feeds.connectors.config import SqlSource
from records.feeds.connectors.connector import ConnectorFailed, Page
from records.feeds.connectors.sql_reason import reason_of

_LONGEST_CURSOR = 500
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock


class SqlViewConnector:
    """Rows of a view in the order of `cursor_column`, and of `key_column` where several share one cursor."""

    def __init__(self, config: SqlSource, url: str) -> None:
        """Raises ConnectorFailed for an address that is none. Nothing is reached yet."""
        self._config = config
        self._names = sorted({rule.place for rule in config.fields.values() if rule.place is not None})
        self._until = float("inf")
        try:
            self._engine = _read_only_engine(url, config.timeout_seconds, self._is_late)
        except (ArgumentError, NoSuchModuleError, ImportError) as problem:
            # The message of the problem may hold the password.
            raise ConnectorFailed(f"{config.url_env} 里的数据库地址不对，或缺少它的驱动。") from problem

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Yield pages from a cursor on. Raises ConnectorFailed."""
        position = _decode(cursor)
        for _ in range(self._config.most_pages):
            rows = self._read(position)
            if not rows:
                return
            position = self._position(rows[-1])
            following = _encode(position)
            is_last = len(rows) < self._config.page_size
            yield Page([{name: row.get(name) for name in self._names} for row in rows], following)
            if is_last:
                return
        raise ConnectorFailed(f"超过 {self._config.most_pages} 页仍未读完，余下的下次继续。")

    def field(self, record: Mapping[str, object], name: str) -> object:
        """Return a column of a row; what is no text, number or date counts as its text."""
        value = record.get(name)
        if isinstance(value, bool):
            return "是" if value else "否"
        return value if value is None or isinstance(value, str | int | float | Decimal | date) else str(value)

    def _is_late(self) -> bool:
        return time.monotonic() > self._until

    def _read(self, position: list[Any] | None) -> list[dict[str, Any]]:
        self._until = time.monotonic() + self._config.timeout_seconds
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(self._query(position)).mappings()
                return [dict(row) for row in rows]
        except (SQLAlchemyError, ValueError, TypeError, OverflowError) as problem:
            reason = reason_of(problem, self._config.timeout_seconds)
            raise ConnectorFailed(f"读取视图 {self._config.view} 失败：{reason}") from problem

    def _query(self, position: list[Any] | None) -> Select[Any]:
        config = self._config
        keys = [config.cursor_column, *([config.key_column] if config.key_column else [])]
        schema, _, name = config.view.rpartition(".")
        names = dict.fromkeys((*self._names, *keys))
        view = table(name, *(column(each) for each in names), schema=schema or None)
        grows: ColumnElement[Any] = type_coerce(view.c[keys[0]], _TYPES[config.cursor_type])
        query = select(*(view.c[each] for each in names)).order_by(*(view.c[each] for each in keys))
        if position is not None:
            after = grows > position[0]
            if len(keys) == 2:
                after = or_(after, and_(grows == position[0], view.c[keys[1]] > position[1]))
            query = query.where(after)
        return query.limit(config.page_size)

    def _position(self, row: Mapping[str, Any]) -> list[Any]:
        config = self._config
        keys = [config.cursor_column, *([config.key_column] if config.key_column else [])]
        values = [row.get(key) for key in keys]
        if any(value is None for value in values):
            raise ConnectorFailed(f"视图 {config.view} 的 {'、'.join(keys)} 有空值，无法逐页读取。")
        return values


_TYPES: dict[str, TypeEngine[Any]] = {
    "integer": BigInteger(),
    "text": SqlString(),
    "timestamp": DateTime(timezone=True),
}


def _encode(position: list[Any]) -> str:
    """Return a position as a cursor: JSON, moments marked as such."""
    parts = [
        {"at": value.isoformat()} if isinstance(value, datetime) else _plain(value) for value in position
    ]
    text = json.dumps(parts, ensure_ascii=False)
    if len(text) > _LONGEST_CURSOR:
        raise ConnectorFailed("游标列的值过长。")
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value if isinstance(value, int | str) else str(value)


def _decode(cursor: str | None) -> list[Any] | None:
    if cursor is None:
        return None
    try:
        parts = json.loads(cursor)
        if not isinstance(parts, list):
            raise ValueError(cursor)
        return [datetime.fromisoformat(part["at"]) if isinstance(part, dict) else part for part in parts]
    except (ValueError, TypeError, KeyError) as problem:
        raise ConnectorFailed(
            "保存的游标看不懂：换了连接方式时，请用 dxe records sync --restart 从头读。"
        ) from problem


def _read_only_engine(url: str, timeout: float, is_late: Callable[[], bool]) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": timeout})

        def prepare(raw: Any, _: object) -> None:
            raw.execute("PRAGMA query_only = ON")
            raw.set_progress_handler(is_late, _STEPS)  # a statement ends where it returns true

        event.listen(engine, "connect", prepare)
        return engine
    if address.get_backend_name() == "postgresql":
        options = f"-c statement_timeout={int(timeout * 1000)} -c default_transaction_read_only=on"
        driver = address.set(drivername="postgresql+psycopg")
        return create_engine(
            driver,
            pool_pre_ping=True,
            connect_args={"options": options, "connect_timeout": max(2, int(timeout))},
        )
    return create_engine(address, pool_pre_ping=True)
