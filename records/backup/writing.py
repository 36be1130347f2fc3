"""Making a backup while the installation serves."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from records.audit.log import read_head
from records.backup.manifest import FORMAT, FORMAT_VERSION, NAME, BackupColumn, BackupPart, Manifest
from records.backup.new_file import new_file
from records.backup.progress import ROWS_AT_ONCE, Progress, Tally, silent
from records.backup.tables import LEFT_OUT, backed_up_tables
from records.backup.values import kind_of, row_writer, selected
from records.migrations.revision import head_revision
from records.migrations.schema import check_schema
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash

_LEVEL = 3  # of deflate: half the time of 6 for 5 % more


def write_backup(
    database: Database,
    target: Path,
    *,
    hasher: KeyedHash,
    app_version: str,
    now: datetime,
    progress: Progress = silent,
) -> Manifest:
    """Write all that the database keeps at this moment to a new file, and return its manifest.

    Others read and write meanwhile; memory does not grow with the tables. Raises BackupFailed, SchemaOutdated and
    DatabaseUnavailable; no half file is left.
    """
    check_schema(database)
    with (
        new_file(target) as file,
        database.snapshot() as session,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
    ):
        sequence, head = read_head(session)
        manifest = Manifest(
            format=FORMAT,
            format_version=FORMAT_VERSION,
            schema_revision=head_revision(),
            app_version=app_version,
            database_kind=database.url.get_backend_name(),
            made_at=now,
            audit_sequence=sequence,
            audit_hash=head,
            left_out=tuple(sorted(LEFT_OUT)),
            parts=_write_parts(session, archive, progress),
        ).sealed(hasher)
        archive.writestr(NAME, manifest.model_dump_json(indent=1))
    return manifest


def _write_parts(session: Session, archive: ZipFile, progress: Progress) -> tuple[BackupPart, ...]:
    tables = backed_up_tables()
    counts = [session.scalars(select(func.count()).select_from(table)).one() for table in tables]
    tally = Tally(sum(counts), progress)
    return tuple(
        _write_part(session, archive, table, f"{position:02d}_{table.name}.jsonl", tally)
        for position, table in enumerate(tables, start=1)
    )


def _write_part(session: Session, archive: ZipFile, table: Table, name: str, tally: Tally) -> BackupPart:
    columns = tuple(BackupColumn(name=column.name, kind=kind_of(column)) for column in table.columns)
    to_line = row_writer([column.kind for column in columns])
    query = select(*(selected(column) for column in table.columns)).order_by(*table.primary_key.columns)
    digest = hashlib.sha256()
    rows = 0
    with archive.open(name, "w", force_zip64=True) as out:
        found = session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
        for chunk in found.partitions():
            lines = b"".join(map(to_line, chunk))
            digest.update(lines)
            out.write(lines)
            rows += len(chunk)
            tally.add(table.name, len(chunk))
    return BackupPart(table=table.name, file=name, columns=columns, rows=rows, sha256=digest.hexdigest())
