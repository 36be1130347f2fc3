"""Many rows into a table at once: COPY on PostgreSQL, one prepared INSERT on SQLite. Triggers and constraints hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

Row = Sequence[Any]
_AT_ONCE = 2_000  # rows that SQLite's driver is handed at a time


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows, values in the order of `columns` and as the columns' types take them. Returns how many.

    Defaults made in Python are not applied: name every column without a default of the database's own. Raises
    DBAPIError, as a statement of SQLAlchemy's does.
    """
    prepared = _prepared(table, columns, rows, connection.dialect)
    if connection.dialect.name == "sqlite":
        return _insert(connection, table, columns, prepared)
    return _copy(connection, table, columns, prepared)


def _insert(connection: Connection, table: Table, columns: Sequence[str], rows: Iterator[Row]) -> int:
    names = ", ".join(_quoted(connection.dialect, columns))
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {_quoted(connection.dialect, [table.name])[0]} ({names}) VALUES ({marks})"  # noqa: S608
    count = 0
    while chunk := [tuple(row) for row in islice(rows, _AT_ONCE)]:
        connection.exec_driver_sql(statement, chunk)
        count += len(chunk)
    return count


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterator[Row]) -> int:
    import psycopg  # takes long to import, and SQLite needs none of it

    names = ", ".join(_quoted(connection.dialect, columns))
    statement = f"COPY {_quoted(connection.dialect, [table.name])[0]} ({names}) FROM STDIN"
    count = 0
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error, connection_invalidated=driver.closed) from error
    return count


def _prepared(table: Table, columns: Sequence[str], rows: Iterable[Row], dialect: Dialect) -> Iterator[Row]:
    """Yield the rows with values as the driver takes them."""
    processors: list[tuple[int, Callable[[Any], Any]]] = []
    for position, name in enumerate(columns):
        processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if processor is not None:
            processors.append((position, processor))
    for row in rows:
        values = list(row)
        for position, process in processors:
            values[position] = process(values[position])
        yield values


def _quoted(dialect: Dialect, names: Sequence[str]) -> list[str]:
    return [dialect.identifier_preparer.quote(name) for name in names]
