"""`dxe records`: the schema, the service items and the demo data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.backup import backup, restore
from cli.records_import import import_rows
from cli.records_sync import sync

if TYPE_CHECKING:
    from records.catalogue.service_items import CatalogueItem
    from records.demo import DemoSummary
    from records.registers.sync import Published

_DUE_DATES_SINCE = "0006"  # the migration since which cases keep them

records_app = typer.Typer(help="The database: schema, demo data, backups.", no_args_is_help=True)
records_app.command()(backup)
records_app.command()(restore)
records_app.command("import")(import_rows)
records_app.command()(sync)


@records_app.command()
def migrate(
    to: Annotated[
        str | None,
        typer.Option(help="Another revision than the newest, such as 0005, before a version is taken back."),
    ] = None,
) -> None:
    """Bring the database's schema up to date, and service items, contacts and services to those of knowledge/."""
    from cli.database import open_database
    from records.calendar.holidays import load_calendar
    from records.calendar.working_days import WorkingDays
    from records.cases.due_dates import refresh_due_dates
    from records.catalogue.service_items import sync_service_items
    from records.enterprises.search_terms import has_search_terms, rebuild_search_terms
    from records.migrations.revision import current_revision
    from records.migrations.schema import migrate
    from records.registers.sync import write_published
    from settings import Settings

    if to is not None:
        _migrate_to(to)
        return
    catalogue, published = _catalogue(), _published()
    with open_database() as database:
        before = current_revision(database)
        migrate(database)
        with database.transaction() as session:
            count = sync_service_items(session, catalogue)
            write_published(session, published)
        with database.transaction() as session:
            named = 0 if has_search_terms(session) else rebuild_search_terms(session)
        if before is not None and before < _DUE_DATES_SINCE:
            with database.transaction() as session:
                refresh_due_dates(session, load_calendar(session, WorkingDays(Settings().holidays)))
    typer.echo(f"数据库结构已是最新，事项 {count} 项，{published.in_words()}。")
    if named:
        typer.echo(f"已为 {named} 家企业建立名称检索。")


def _migrate_to(revision: str) -> None:
    from cli.database import open_database
    from records.migrations.revision import known_revisions
    from records.migrations.schema import migrate

    if revision not in known_revisions():
        typer.echo(f"没有数据库结构 {revision}，可选：{'、'.join(sorted(known_revisions()))}。", err=True)
        raise typer.Exit(2)
    with open_database() as database:
        migrate(database, revision)
    typer.echo(f"数据库结构现为 {revision}。")


@records_app.command()
def demo(
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the data are made for; default: today."),
    ] = None,
) -> None:
    """Load fictional enterprises, cases, vouchers and credit events, unless they are there already."""
    from cli.database import open_database
    from records.demo import load_demo
    from records.migrations.schema import migrate
    from records.registers.sync import write_published
    from records.values.clock import clock_of, day_of
    from settings import Settings

    now = clock_of(Settings().demo_date).now()
    asked = as_of.date() if as_of is not None else None
    catalogue, published = _catalogue(), _published()
    with open_database() as database:
        migrate(database)
        with database.transaction() as session:
            write_published(session, published)
            summary = load_demo(session, catalogue, as_of=asked or day_of(now), now=now)
    _report(summary)
    if asked is not None and summary.as_of != asked:
        typer.echo(
            f"数据库中已有截至 {summary.as_of} 的演示数据，未按 {asked} 重新生成：请换一个空数据库。",
            err=True,
        )
        raise typer.Exit(1)


def _catalogue() -> list[CatalogueItem]:
    from records.catalogue.service_items import CatalogueInvalid, read_catalogue
    from settings import ROOT

    try:
        return read_catalogue(ROOT / "knowledge")
    except CatalogueInvalid as problem:
        typer.echo(f"事项清单无法读取：{problem}", err=True)
        raise typer.Exit(1) from problem


def _published() -> Published:
    from records.registers.files import RegisterFileInvalid
    from records.registers.sync import read_published
    from settings import ROOT

    try:
        return read_published(ROOT / "knowledge")
    except RegisterFileInvalid as problem:
        typer.echo(f"公开信息无法读取：{problem}", err=True)
        raise typer.Exit(1) from problem


def _report(summary: DemoSummary) -> None:
    state = "已载入" if summary.is_new else "已存在，未改动"
    typer.echo(
        f"演示数据（截至 {summary.as_of}）{state}：企业 {summary.enterprises} 家，办件 {summary.cases} 件，"
        f"创新券 {summary.voucher_batches} 批，信用记录 {summary.credit_events} 条。均为虚构样例。"
    )
    typer.echo("可用下列企业试绑定：")
    for sample in summary.samples:
        typer.echo(f"  {sample.name}  统一社会信用代码 {sample.uscc}  手机 {sample.phone}")
