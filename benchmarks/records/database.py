"""The databases that `benchmarks.records.__main__` measures: filled once below a folder, and found there again."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, insert, select, text

from benchmarks.records.cases import case_parts
from benchmarks.records.credit import credit_parts
from benchmarks.records.enterprises import enterprise_parts, term_rows
from benchmarks.records.parts import Part, Sizes
from benchmarks.records.vouchers import voucher_parts
from records.migrations.schema import migrate
from records.models import Enterprise, EnterpriseTerm, ServiceItem
from records.storage.bulk import insert_rows
from records.storage.database import Database

_ITEMS = 40
_LOADING = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '8GB'")


class FolderInUse(Exception):
    """Another run measures or fills what is in the folder."""


@contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """Keep others out of the folder meanwhile. Raises FolderInUse."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(
                f"another run uses {folder}: wait for it, or name a --folder of your own"
            ) from error
        yield


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL with its default settings, its data in `folder`; yield its address."""
    runtime = folder / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pgserver

    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


@contextmanager
def filled(url: str, folder: Path, sizes: Sizes) -> Iterator[Database]:
    """Yield the database of `url`, filled with rows of these sizes; what `folder` says is there is not made again."""
    done = folder / "filled.json"
    state = json.loads(done.read_text()) if done.is_file() else {}
    wanted = {
        "cases": sizes.cases,
        "ledger_entries": sizes.ledger_entries,
        "credit_events": sizes.credit_events,
    }
    database = Database(url)
    try:
        if state != wanted:
            done.unlink(missing_ok=True)
            _fill(database, sizes)
            done.write_text(json.dumps(wanted))
        migrate(database)
        yield database
    finally:
        database.close()


def _fill(database: Database, sizes: Sizes) -> None:
    migrate(database, "base")
    migrate(database)
    with _quickly(database):
        items = _add_items(database)
        _load(database, "enterprises", sizes.enterprises, enterprise_parts(sizes))
        _load(database, "cases", sizes.cases, case_parts(sizes, items))
        _load(database, "voucher batches", sizes.batches, voucher_parts(sizes))
        _load(database, "credit events", sizes.credit_events, credit_parts(sizes))
        add_terms(database)
        _tidy(database)


def add_terms(database: Database) -> None:
    """Fill in the parts of names by which staff search."""
    from records.enterprises.search_terms import enterprise_terms

    with database.transaction(read_only=True) as session:
        names = session.execute(select(Enterprise.id, Enterprise.name, Enterprise.pinyin_initials)).all()
    with database.connection() as connection:
        connection.execute(EnterpriseTerm.__table__.delete())
    for start in range(0, len(names), 20_000):
        rows = term_rows(iter([tuple(row) for row in names[start : start + 20_000]]), enterprise_terms)
        with database.connection() as connection:
            insert_rows(connection, EnterpriseTerm.__table__, ("term", "enterprise_id"), rows)
        report(f"terms of {min(start + 20_000, len(names)):,} of {len(names):,} enterprises")


def _add_items(database: Database) -> list[int]:
    with database.transaction() as session:
        values = [
            {
                "code": f"item-{number}",
                "name": f"样例事项{number}",
                "statutory_days": 20,
                "topic": f"topic-{number}",
            }
            for number in range(_ITEMS)
        ]
        session.execute(insert(ServiceItem), values)
        return list(session.scalars(select(ServiceItem.id).order_by(ServiceItem.id)))


def _load(database: Database, what: str, total: int, parts: Iterator[list[Part]]) -> None:
    began = time.monotonic()
    count = 0
    for tables in parts:
        with database.connection() as connection:
            for part in tables:
                insert_rows(connection, part.model.__table__, part.columns, part.rows)
        count += len(tables[0].rows)
        report(f"{what}: {count:,} of {total:,} ({time.monotonic() - began:.0f} s)")


@contextmanager
def _quickly(database: Database) -> Iterator[None]:
    """Let PostgreSQL not wait for the disk meanwhile; then put its settings back, and the sequences right."""
    if database.is_sqlite:
        yield
        return
    _outside_transactions(database, *(f"ALTER SYSTEM SET {setting}" for setting in _LOADING))
    _outside_transactions(database, "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        _outside_transactions(database, "ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", "CHECKPOINT")


def _tidy(database: Database) -> None:
    if database.is_sqlite:
        with database.connection() as connection:
            connection.execute(text("ANALYZE"))
    else:
        _outside_transactions(database, "VACUUM ANALYZE")


def _outside_transactions(database: Database, *statements: str) -> None:
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def report(message: str) -> None:
    """Progress, to standard error."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)
