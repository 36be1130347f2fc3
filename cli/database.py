"""The database of this installation, for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from records.storage.database import Database


@contextmanager
def open_database() -> Iterator[Database]:
    """Yield the configured database; end the command with 1 and a plain reason when it cannot be reached or used."""
    from records.migrations.schema import SchemaOutdated
    from records.storage.database import Database, DatabaseUnavailable
    from settings import Settings

    database = Database(Settings().records_url)
    try:
        yield database
    except DatabaseUnavailable as problem:
        typer.echo(f"数据库暂时不可用：{problem}{_missing_folder(database)}", err=True)
        raise typer.Exit(1) from problem
    except SchemaOutdated as problem:
        found = problem.found or "空的"
        typer.echo(f"数据库结构是 {found}，需要 {problem.needed}：请先运行 dxe records migrate。", err=True)
        raise typer.Exit(1) from problem
    finally:
        database.close()


def find_database(url: str) -> Database | None:
    """Return the database of an address; None where there is none, or it cannot be used as it is. Creates nothing."""
    from records.migrations.schema import SchemaOutdated, check_schema
    from records.storage.database import Database, DatabaseUnavailable

    database = Database(url)
    name = database.url.database
    try:
        if not database.is_sqlite or (name and Path(name).is_file()):
            check_schema(database)
            return database
    except (DatabaseUnavailable, SchemaOutdated):
        pass
    database.close()
    return None


def _missing_folder(database: Database) -> str:
    """Return in Chinese that the folder of a SQLite file is not there; nothing where it is."""
    if not database.is_sqlite or not database.url.database:
        return ""
    folder = Path(database.url.database).absolute().parent
    return "" if folder.is_dir() else f"（文件夹 {folder} 不存在，请先建立，或核对 DXE_VAR）"
