"""The database of this installation, for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from records.database import Database


@contextmanager
def open_database() -> Iterator[Database]:
    """Yield the configured database; end the command with 1 and a plain reason when it cannot be reached."""
    from records.database import Database, DatabaseUnavailable
    from settings import Settings

    database = Database(Settings().records_url)
    try:
        yield database
    except DatabaseUnavailable as problem:
        typer.echo(f"数据库暂时不可用：{problem}", err=True)
        raise typer.Exit(1) from problem
    finally:
        database.close()
