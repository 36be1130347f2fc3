"""`dxe holidays`: each year's holiday notice, from a file into the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from records.calendar.working_days import WorkingDays

holidays_app = typer.Typer(help="The holidays and make-up days of each year.", no_args_is_help=True)


@holidays_app.command()
def add(
    file: Annotated[
        Path,
        typer.Argument(
            help="YAML: `years: {2027: {source: …, holidays: [2027-01-01], workdays: [2027-01-09]}}`."
        ),
    ],
) -> None:
    """Store the notices of a file, all or none, and recompute the deadlines of the open cases."""
    from cli.database import open_database
    from records.calendar.holidays import HolidayNoticeInvalid, load_calendar, record_holiday_notice
    from records.calendar.working_days import HolidayFileInvalid, read_holiday_file
    from records.cases.due_dates import refresh_due_dates
    from records.migrations.schema import migrate
    from records.values.clock import SystemClock

    now, base = SystemClock().now(), _calendar_of_settings()
    try:
        years = read_holiday_file(file)
    except HolidayFileInvalid as problem:
        raise _refused(str(problem)) from problem
    with open_database() as database:
        migrate(database)
        try:
            with database.transaction() as session:
                for year, notice in sorted(years.items()):
                    record_holiday_notice(
                        session,
                        year,
                        notice.source,
                        notice.holidays,
                        notice.workdays,
                        actor="system",
                        now=now,
                    )
                changed = refresh_due_dates(session, load_calendar(session, base))
        except HolidayNoticeInvalid as problem:
            raise _refused(f"{file}：{problem}") from problem
    listed = "、".join(map(str, sorted(years))) or "无"
    typer.echo(f"已录入年份：{listed}。重新计算办理时限的办件 {changed} 件。")


@holidays_app.command("list")
def list_notices() -> None:
    """List the years whose holidays are known, and where from."""
    from cli.database import open_database
    from records.calendar.holidays import list_holiday_notices
    from records.migrations.schema import migrate

    base = _calendar_of_settings()
    with open_database() as database:
        migrate(database)
        with database.transaction(read_only=True) as session:
            notices = list_holiday_notices(session)
    for notice in notices:
        typer.echo(
            f"{notice.year}  放假 {len(notice.holidays)} 天，调休上班 {len(notice.workdays)} 天  "
            f"来源：{notice.source}  录入：{notice.recorded_by}"
        )
    for year, source in base.list_file_years():
        typer.echo(f"{year}  来自节假日文件：{source}")
    first, last = base.published_years()
    typer.echo(
        f"{first} 至 {last}  软件自带（历年放假通知，chinesecalendar）。未列出的年份按周末推算，标为预计。"
    )


def _calendar_of_settings() -> WorkingDays:
    from records.calendar.working_days import HolidayFileInvalid, WorkingDays
    from settings import Settings

    try:
        return WorkingDays(Settings().holidays)
    except HolidayFileInvalid as problem:
        raise _refused(str(problem)) from problem


def _refused(reason: str) -> typer.Exit:
    typer.echo(f"没有录入：{reason}", err=True)
    return typer.Exit(1)
