"""`dxe audit`: whether the audit log is whole, where it ends, and what stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from records.audit.chain import ChainReport
    from records.audit.heads import AuditHead
    from records.staff.upkeep.audit_log import AuditLine
    from records.storage.database import Database

audit_app = typer.Typer(
    help="The audit log: a chain of hashes over who looked at what.", no_args_is_help=True
)

_MOST_LISTED = 10_000
_Heads = Annotated[list[str] | None, typer.Option("--head", metavar="SEQ:HASH", help="An exported head.")]
_HeadsFile = Annotated[
    Path | None, typer.Option("--heads", help="A file of exported heads; default: that of the data folder.")
]


@audit_app.command()
def verify(head: _Heads = None, heads: _HeadsFile = None) -> None:
    """Check every entry of the log; end with 1 at the first one that is not as it was written."""
    from records.audit.heads import HeadInvalid, by_sequence
    from records.migrations.schema import check_schema

    try:
        exported = _exported(head or [], heads)
        testimony = by_sequence(exported)
    except (HeadInvalid, OSError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem
    with open_database() as database:
        check_schema(database)
        report = _check(database, testimony)
    sequence, digest = report.head
    if report.fault is not None:
        typer.echo(f"审计日志不完整。{report.fault.words}此前 {report.checked} 条完好。", err=True)
        raise typer.Exit(1)
    compared = f"，与先前导出的 {len(testimony)} 个链头相符" if testimony else "，没有先前导出的链头可比对"
    typer.echo(f"审计日志完好：{report.checked} 条，链头 {sequence}:{digest}{compared}。")


@audit_app.command()
def head(out: Annotated[Path | None, typer.Option(help="The file to add the head to.")] = None) -> None:
    """Print where the log ends, and add it to a file: keep a copy of that on another machine or on paper."""
    from records.audit.heads import AuditHead, append_head
    from records.audit.log import read_head
    from records.values.clock import SystemClock

    path = out or _heads_file()
    with _log() as session:
        found = AuditHead(*read_head(session))
    try:
        append_head(path, found, now=SystemClock().now())
    except OSError as problem:
        typer.echo(f"链头 {found} 未能写入 {path}：{problem.strerror}。", err=True)
        raise typer.Exit(1) from problem
    typer.echo(str(found))
    typer.echo(f"已记入 {path}。", err=True)


@audit_app.command("list")
def list_log(
    actor: Annotated[
        str | None, typer.Option(help="Who: a name of staff, or an actor as it is listed.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="What the subject begins with, as case:XS2026.")] = None,
    action: Annotated[str | None, typer.Option(help="What was done, as staff.view_case.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=_MOST_LISTED, help="The most entries.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List entries, the newest first."""
    from records.staff.upkeep.audit_log import AuditFilter, list_entries

    wanted = AuditFilter(
        actor, action, subject, since.date() if since else None, until.date() if until else None
    )
    with _log() as session:
        page = list_entries(session, wanted, limit=limit)
    for entry in page.entries:
        typer.echo(_as_json(entry) if as_json else _as_text(entry))
    if not page.entries:
        typer.echo("没有符合条件的记录。", err=True)
    if page.next_before is not None:
        typer.echo(f"还有更早的，只列出 {limit} 条。", err=True)


@contextmanager
def _log() -> Iterator[Session]:
    from records.migrations.schema import check_schema

    with open_database() as database:
        check_schema(database)
        with database.transaction(read_only=True) as session:
            yield session


def _exported(given: list[str], path: Path | None) -> list[AuditHead]:
    """Return the heads to compare with; the data folder's own file need not be there."""
    from records.audit.heads import parse_head, read_heads

    heads = [parse_head(text) for text in given]
    if path is not None:
        return heads + read_heads(path)
    return heads + (read_heads(_heads_file()) if not given and _heads_file().is_file() else [])


def _heads_file() -> Path:
    from settings import Settings

    return Settings().audit_heads


def _check(database: Database, heads: dict[int, str]) -> ChainReport:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from records.audit.chain import check_chain

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=console, transient=True) as progress,
        database.transaction(read_only=True) as session,
    ):
        task = progress.add_task("", total=None)
        return check_chain(
            session,
            heads=heads,
            on_progress=lambda checked, total: progress.update(task, completed=checked, total=total),
        )


def _as_text(entry: AuditLine) -> str:
    fields = [str(entry.sequence), f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.actor, entry.action, entry.subject]
    reason = [f"理由：{entry.reason}"] if entry.reason else []
    return "  ".join([*fields, entry.outcome, *reason])


def _as_json(entry: AuditLine) -> str:
    fields = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "outcome": entry.outcome,
        "hash": entry.hash,
    }
    return json.dumps(fields, ensure_ascii=False)
