"""`dxe records sync`: asks the systems of the connectors file, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from records.feeds.feeding import Source
    from records.feeds.syncing import SyncResult


def sync(
    names: Annotated[list[str] | None, typer.Argument(help="Sources by name; default: all.")] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="From the beginning, not from where the last run ended.")
    ] = False,
) -> None:
    """Take over what other systems have; exit 1 when one of them failed."""
    from cli.database import open_database
    from records.calendar.working_days import HolidayFileInvalid, WorkingDays
    from records.feeds.feeding import Feeder
    from records.migrations.schema import SchemaOutdated, check_schema
    from records.values.clock import SystemClock
    from settings import Settings

    sources = _sources(names)
    try:
        with open_database() as database:
            check_schema(database)
            feeder = Feeder(database, SystemClock(), WorkingDays(Settings().holidays))
            results = [feeder.run(name, source, restart=restart) for name, source in sources.items()]
    except (HolidayFileInvalid, SchemaOutdated) as problem:
        typer.echo(f"没有同步：{problem}", err=True)
        raise typer.Exit(1) from problem
    _show(results)
    if any(result.failure is not None for result in results):
        raise typer.Exit(1)


def _sources(names: list[str] | None) -> dict[str, Source]:
    from records.feeds.connectors.config import ConnectorsInvalid, read_connectors
    from settings import Settings

    path = Settings().connectors
    if path is None:
        typer.echo("没有设置 DXE_CONNECTORS：请指向写明各系统的 YAML 文件，见 docs/feeds.md。", err=True)
        raise typer.Exit(1)
    try:
        sources = read_connectors(path)
    except ConnectorsInvalid as problem:
        typer.echo(f"没有同步：{problem}", err=True)
        raise typer.Exit(1) from problem
    unknown = [name for name in names or [] if name not in sources]
    if unknown:
        typer.echo(f"{path} 里没有：{'、'.join(unknown)}（有：{'、'.join(sources)}）。", err=True)
        raise typer.Exit(1)
    return {name: source for name, source in sources.items() if not names or name in names}


def _show(results: list[SyncResult]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("来源", "结果", "页", "新增", "改动", "不变", "未写入")
    for result in results:
        outcome = "失败" if result.failure is not None else "完成"
        counts = (result.pages, result.new, result.changed, result.unchanged, result.left_out)
        table.add_row(result.title, outcome, *map(str, counts))
    Console().print(table)
    for result in results:
        for message in (result.failure, result.left_out_in_words):
            if message is not None:
                typer.echo(f"{result.title}（{result.name}）：{message}", err=True)
