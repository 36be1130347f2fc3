"""`dxe records backup` and `dxe records restore`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from records.backup.manifest import Manifest
    from records.backup.progress import Progress
    from records.values.keyed_hash import KeyedHash
    from settings import Settings

_KEEP_SAFE = (
    "备份中有企业、联系人手机号、工作人员口令的散列值和审计日志：请妥善保管，不要放到公共目录或通过公网传送。"
)
_ACTOR = "system"


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(
            help="A new .zip file, or a folder to name one in by the time; default: DXE_VAR/backups."
        ),
    ] = None,
) -> None:
    """Write all records, as they are at this moment, to one file; the installation may go on serving."""
    from cli.database import open_database
    from records.audit.log import record_audit
    from records.backup.writing import write_backup
    from records.storage.database import DatabaseUnavailable
    from records.values.clock import SystemClock
    from settings import Settings

    settings, now = Settings(), SystemClock().now()
    file = _file_of(target, settings, now)
    with _explained(), open_database() as database, _bar("备份") as progress:
        manifest = write_backup(
            database, file, hasher=_hasher(settings), app_version=_app_version(), now=now, progress=progress
        )
        try:
            with database.transaction() as session:
                record_audit(
                    session,
                    actor=_ACTOR,
                    action="records.backup",
                    subject=f"backup:{now.isoformat()}",
                    outcome="done",
                    now=now,
                )
        except (
            DatabaseUnavailable
        ) as problem:  # A backup is worth most when the database can no longer be written.
            typer.echo(f"备份已完成，但未能写入审计日志：{problem}", err=True)
    typer.echo(f"已备份 {manifest.rows} 行到 {file}（{_size(file)}，仅本用户可读）。")
    typer.echo(_KEEP_SAFE)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `dxe records backup` wrote.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file only; touch no database.")
    ] = False,
    accept_other_key: Annotated[
        bool, typer.Option("--accept-other-key", help="Accept a file sealed under another DXE_KEEP_SAFE_KEY.")
    ] = False,
) -> None:
    """Fill an empty database, SQLite or PostgreSQL, with a backup: all of it or nothing."""
    from cli.database import open_database
    from records.backup.reading import open_backup
    from records.backup.restoring import restore_backup
    from records.values.clock import SystemClock
    from settings import Settings

    settings = Settings()
    with (
        _explained(),
        open_backup(file, hasher=_hasher(settings), accept_other_key=accept_other_key) as opened,
        _bar("核对") as verifying,
    ):
        if dry_run:
            opened.verify(verifying)
        else:
            with open_database() as database, _bar("恢复") as loading:
                restore_backup(
                    database,
                    opened,
                    actor=_ACTOR,
                    now=SystemClock().now(),
                    verifying=verifying,
                    loading=loading,
                )
    _report(opened.manifest, dry_run)


def _report(manifest: Manifest, dry_run: bool) -> None:
    from records.values.clock import in_shanghai

    made_at = in_shanghai(manifest.made_at).strftime("%Y-%m-%d %H:%M:%S")
    typer.echo(
        f"备份时间 {made_at}，系统版本 {manifest.app_version}，数据库结构 {manifest.schema_revision}，"
        f"共 {manifest.rows} 行，审计日志 {manifest.audit_sequence} 条。"
    )
    for part in manifest.parts:
        if part.rows:
            typer.echo(f"  {part.table} {part.rows}")
    if dry_run:
        typer.echo("文件完整，可以恢复；没有改动数据库。")
    else:
        typer.echo("已恢复，行数与审计校验链均已核对。登录会话和未用的验证码不在备份中，请重新登录。")
    typer.echo(_KEEP_SAFE)


def _file_of(target: Path | None, settings: Settings, now: datetime) -> Path:
    """Return the file to write: in a folder, one named by the time."""
    if target is None:
        target = settings.var / "backups"
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target / f"dxe-records-{now:%Y%m%d-%H%M%S}.zip" if target.is_dir() else target


def _hasher(settings: Settings) -> KeyedHash:
    from records.values.keyed_hash import KeyedHash

    return KeyedHash(settings.derived_key("records"))


def _app_version() -> str:
    import tomllib

    from settings import ROOT

    project = ROOT / "pyproject.toml"
    if project.is_file():  # Run from a checkout, as by `make serve`.
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    return version("dianxiaoer")


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1_000_000:.1f} MB"


@contextmanager
def _explained() -> Iterator[None]:
    """End the command with 1 and a plain reason."""
    from records.backup.errors import BackupFailed, BackupRefused
    from records.migrations.schema import SchemaOutdated
    from settings import SettingsInvalid

    try:
        yield
    except (BackupFailed, BackupRefused, SettingsInvalid) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    except SchemaOutdated as problem:
        typer.echo(
            f"数据库结构是 {problem.found or '空的'}，需要 {problem.needed}：请先运行 dxe records migrate。",
            err=True,
        )
        raise typer.Exit(1) from problem


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    """Show on standard error how far it is, where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False)
        update: Callable[..., None] = bar.update

        def show(table: str, done: int, total: int) -> None:
            update(task, description=f"{what} {table}", completed=done, total=total, visible=True)

        yield show
