"""Restoring a backup into an empty database, on either kind: all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Column, Connection, MetaData, Table, func, inspect, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.audit.log import read_head, record_audit, verify_chain
from records.backup.errors import BackupRefused, DatabaseNotEmpty
from records.backup.manifest import BackupPart, Manifest
from records.backup.progress import ROWS_AT_ONCE, Progress, Tally, silent
from records.backup.reading import BackupFile
from records.backup.tables import LAID_BY_MIGRATE
from records.backup.values import kind_of, stored_type
from records.enterprises.search_terms import has_search_terms, rebuild_search_terms
from records.migrations.runner import migrate_within, revision_of
from records.storage.bulk import insert_rows
from records.storage.database import Database, lift_time_limit

_VERSION_TABLE = "alembic_version"
# Where PostgreSQL stopped, without the value that follows.
_COPIED = re.compile(r"COPY (\w+), line (\d+)(?:, column (\w+))?")


def restore_backup(
    database: Database,
    backup: BackupFile,
    *,
    actor: str,
    now: datetime,
    verifying: Progress = silent,
    loading: Progress = silent,
) -> None:
    """Fill an empty database with a backup, bring its schema up to date, check it, and note it in the audit log.

    One transaction: whatever happens before its end leaves the database as it was. Raises BackupRefused (of which
    DatabaseNotEmpty) and DatabaseUnavailable.
    """
    backup.verify(verifying)
    manifest = backup.manifest
    with _refusals(), database.connection() as connection:
        lift_time_limit(connection)
        _refuse_filled(connection)
        _bring_to(connection, manifest.schema_revision)
        _load(connection, backup, loading)
        migrate_within(connection, "head")
        with Session(connection) as session:
            _compare(session, manifest)
            if not has_search_terms(session):
                rebuild_search_terms(session)
            subject = f"backup:{manifest.made_at.isoformat()}"
            record_audit(
                session, actor=actor, action="records.restore", subject=subject, outcome="done", now=now
            )
            session.commit()
    with database.connection() as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in words what the database does not take; what it says itself may hold somebody's data."""
    try:
        yield
    except DBAPIError as error:
        diagnosis = getattr(error.orig, "diag", None)
        reason = getattr(diagnosis, "message_primary", None) or str(error.orig)
        place = _COPIED.match(getattr(diagnosis, "context", None) or "")
        where = f"（表 {place[1]} 第 {place[2]} 行{f'，列 {place[3]}' if place[3] else ''}）" if place else ""
        raise BackupRefused(f"数据库不接受备份中的数据{where}，已全部撤销，数据库未改动：{reason}") from error


def _refuse_filled(connection: Connection) -> None:
    """Keep others out until the end, and refuse a database with rows."""
    names = set(inspect(connection).get_table_names()) - {_VERSION_TABLE} - LAID_BY_MIGRATE
    tables = [Table(name, MetaData()) for name in sorted(names)]
    if tables and connection.dialect.name == "postgresql":
        quoted = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))
    one_row = select(literal(1)).limit(1)
    filled = [table.name for table in tables if connection.execute(one_row.select_from(table)).first()]
    if filled:
        raise DatabaseNotEmpty(
            f"数据库中已有数据（{'、'.join(filled[:5])}{' 等' if len(filled) > 5 else ''}），未作改动。"
            "恢复只能在空数据库中进行：请停止服务，让 DXE_DATABASE_URL 指向一个新建的空数据库"
            "（SQLite：把 records.db、records.db-wal、records.db-shm 一起移到别处），再恢复。"
        )


def _bring_to(connection: Connection, revision: str) -> None:
    """Give the empty database the schema of the backup."""
    if revision_of(connection) not in {None, revision}:
        migrate_within(connection, "base")
    migrate_within(connection, revision)


def _load(connection: Connection, backup: BackupFile, progress: Progress) -> None:
    parts = {part.table: part for part in backup.manifest.parts}
    if len(parts) != len(backup.manifest.parts):
        raise BackupRefused("备份文件的目录中有重复的表：请核对文件来源。")
    metadata = MetaData()
    metadata.reflect(connection)
    _defer_references(connection)
    for name in LAID_BY_MIGRATE & set(metadata.tables):
        connection.execute(metadata.tables[name].delete())
    tally = Tally(backup.manifest.rows, progress)
    for part in parts.values():
        table = _table_of(part, metadata)
        columns = [column.name for column in part.columns]
        insert_rows(connection, table, columns, _counted(backup.rows(part), part, tally))
        _set_sequence(connection, metadata.tables[part.table])


def _table_of(part: BackupPart, metadata: MetaData) -> Table:
    """Return a table to insert the part's rows into. Raises BackupRefused when they do not fit."""
    found = metadata.tables.get(part.table)
    has = {column.name: kind_of(column) for column in found.columns} if found is not None else None
    if has != {column.name: column.kind for column in part.columns}:
        raise BackupRefused(f"备份文件中的表 {part.table} 与数据库结构不符：请核对文件来源。")
    columns = [Column(column.name, stored_type(column.kind)) for column in part.columns]
    return Table(part.table, MetaData(), *columns)


def _counted(rows: Iterator[Sequence[object]], part: BackupPart, tally: Tally) -> Iterator[Sequence[object]]:
    count = 0
    for row in rows:
        yield row
        count += 1
        if count == ROWS_AT_ONCE:
            tally.add(part.table, count)
            count = 0
    tally.add(part.table, count)


def _defer_references(connection: Connection) -> None:
    """Let a row refer to one of its own table that comes later. PostgreSQL looks at the end of a COPY anyway."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those there are; SQLite always does."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    if sequence is None:
        return
    highest = connection.scalar(select(func.max(table.c.id)))
    if highest is not None:
        connection.execute(select(func.setval(sequence, highest)))


def _compare(session: Session, manifest: Manifest) -> None:
    """Compare what is there with what the backup said, and follow the chain of the audit log."""
    connection = session.connection()
    metadata = MetaData()
    metadata.reflect(connection, only=[part.table for part in manifest.parts])
    for part in manifest.parts:
        found = session.execute(select(func.count()).select_from(metadata.tables[part.table])).scalar_one()
        if found != part.rows:
            raise BackupRefused(f"恢复后表 {part.table} 有 {found} 行，备份中是 {part.rows} 行：已全部撤销。")
    broken = verify_chain(session)
    if broken is not None or read_head(session) != (manifest.audit_sequence, manifest.audit_hash):
        where = f"从第 {broken} 条起" if broken is not None else "末尾"
        raise BackupRefused(f"备份中的审计日志{where}与校验链不符，可能被改动过：已全部撤销，请换一份备份。")
