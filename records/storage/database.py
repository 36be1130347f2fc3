"""One database, SQLite or PostgreSQL, behind short transactions on a bounded thread pool."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

T = TypeVar("T")

# SQLite's primary result codes that mean "not now", https://www.sqlite.org/rescode.html:
# PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_SQLITE_UNAVAILABLE = {3, 5, 6, 8, 10, 11, 13, 14, 15, 26}
# PostgreSQL's SQLSTATE classes and codes that mean the same: connection, resources, operator intervention,
# system; serialization failure, deadlock, lock not available; and that the server only reads, as a standby does.
_POSTGRES_UNAVAILABLE_CLASSES = {"08", "53", "57", "58"}
_POSTGRES_UNAVAILABLE = {"40001", "40P01", "55P03", "25006"}


class DatabaseUnavailable(Exception):
    """The database is down, locked or full: nothing was stored; the caller may try again later."""


class Database:
    """Transactions over one database.

    SQLite runs in WAL mode with foreign keys on; a writing transaction is BEGIN IMMEDIATE, so that two
    writers queue instead of losing updates; a reading one is deferred and refuses to write. On PostgreSQL
    rows that must not race are locked with SELECT … FOR UPDATE, which SQLite ignores.
    """

    def __init__(self, url: str, *, pool_size: int = 8, busy_timeout_s: float = 5.0) -> None:
        """`url` is an SQLAlchemy address; a lock or a connection is waited for `busy_timeout_s` seconds."""
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _create_engine(self.url, pool_size, busy_timeout_s)
        self._reading = self._engine.execution_options(
            read_only=True, **({} if self.is_sqlite else {"postgresql_readonly": True})
        )
        self._threads = ThreadPoolExecutor(max_workers=pool_size, thread_name_prefix="records")
        self._busy_timeout_s = busy_timeout_s
        self._writing = threading.RLock()

    @contextmanager
    def transaction(self, *, read_only: bool = False) -> Iterator[Session]:
        """Yield the Session of one transaction; commit when the block ends, roll back when it raises.

        Raises DatabaseUnavailable when the database is down or locked; nothing is stored then.
        """
        with (
            naming_failures(),
            self._turn_to_write(read_only=read_only),
            Session(self._reading if read_only else self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_to_write(self, *, read_only: bool) -> Iterator[None]:
        """Let this process's writers to SQLite queue here: SQLite itself has those who wait sleep and try again."""
        if read_only or not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=self._busy_timeout_s):
            raise DatabaseUnavailable("locked by this process") from PoolTimeout("a writer has not ended")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Yield the Session of a reading transaction that sees all tables as they are now, however long it takes.

        Nobody waits for it: on SQLite writers go on in the WAL, on PostgreSQL it takes no lock but against changes of
        the schema. Meanwhile neither can tidy up what it still sees, so it should end within minutes.
        """
        engine = (
            self._reading
            if self.is_sqlite
            else self._reading.execution_options(isolation_level="REPEATABLE READ")
        )
        with naming_failures(), Session(engine) as session, session.begin():
            lift_time_limit(session.connection())
            yield session

    async def run_in_transaction(self, fn: Callable[[Session], T], *, read_only: bool = False) -> T:
        """Run `fn(session)` in one transaction on the thread pool and return its result.

        A cancelled caller does not cancel the transaction: it ends on its own.
        """

        def run() -> T:
            with self.transaction(read_only=read_only) as session:
                return fn(session)

        return await self.run_in_thread(run)

    async def run_in_thread(self, fn: Callable[[], T]) -> T:
        """Run blocking work, such as a step of several transactions, on the same bounded thread pool."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, fn)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Yield a raw connection in a writing transaction: for migrations, triggers' tests and diagnosis."""
        with naming_failures(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """End the threads and close the connections."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()


def lift_time_limit(connection: Connection) -> None:
    """Let the statements of this transaction take longer than the minute that each may otherwise take."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


@contextmanager
def naming_failures() -> Iterator[None]:
    """Turn a driver's "down or locked" into DatabaseUnavailable; let every other error through as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable("no free connection") from error
    except DBAPIError as error:
        if _is_unavailable(error.orig, is_cut=error.connection_invalidated):
            raise DatabaseUnavailable(str(error.orig)) from error
        raise
    except sqlite3.Error as error:  # of a transaction's begin
        if _is_unavailable(error):
            raise DatabaseUnavailable(str(error)) from error
        raise


def _is_unavailable(cause: BaseException | None, *, is_cut: bool = False) -> bool:
    if is_cut:
        return True
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in _SQLITE_UNAVAILABLE
    sqlstate = getattr(cause, "sqlstate", None)
    if sqlstate is None:  # psycopg has no SQLSTATE when the server cannot be reached at all.
        return type(cause).__name__ in {"OperationalError", "ConnectionTimeout"}
    return sqlstate in _POSTGRES_UNAVAILABLE or sqlstate[:2] in _POSTGRES_UNAVAILABLE_CLASSES


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _create_engine(url: URL, pool_size: int, busy_timeout_s: float) -> Engine:
    common: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 2, "pool_timeout": busy_timeout_s}
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={int(busy_timeout_s * 1000)} -c statement_timeout=60000 -c timezone=UTC"
    connect_args = {"options": options, "connect_timeout": max(2, int(busy_timeout_s))}
    return create_engine(url, pool_pre_ping=True, connect_args=connect_args, **common)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Leave BEGIN to us (the driver's own transactions lose updates); set what each connection forgets."""
    connection.isolation_level = None
    _use_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _use_wal(connection: Any) -> None:
    """Set WAL mode, which the file remembers, waiting as long as for any other lock.

    SQLite's own busy timeout does not cover this one change, https://www.sqlite.org/wal.html: of several
    processes that open a new file at once, all but one would be told that it is locked.
    """
    (timeout_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    """Begin on the driver's own connection: by SQLAlchemy the two statements cost more than many a transaction."""
    read_only = connection.get_execution_options().get("read_only", False)
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
    driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
