"""`dxe records import`: rows of a CSV or XLSX file into the database, all or nothing."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from records.feeds.importing import ImportReport
    from records.feeds.kinds.kind import Kind
    from records.feeds.problems import Problems
    from records.feeds.staging import Staged

_KINDS = "enterprises, cases, vouchers, credit-events, registers, district-contacts, external-services"
_SHOWN = 20


def import_rows(
    kind: Annotated[str, typer.Argument(help=f"What the rows are: {_KINDS}.")],
    file: Annotated[Path | None, typer.Argument(help="CSV or XLSX.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, store nothing.")] = False,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook that has several.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write an empty workbook to fill in, and end.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write all problems to this .csv or .xlsx.")] = None,
    actor: Annotated[str | None, typer.Option(help="Who imports; default: the user of this machine.")] = None,
) -> None:
    """Import enterprises, cases, vouchers and others: every row is checked; one wrong row, and nothing is stored."""
    from records.feeds.kinds import KINDS

    found = KINDS.get(kind)
    if found is None:
        offered = "、".join(f"{name}（{each.title}）" for name, each in KINDS.items())
        raise _refused(f"没有“{kind}”这一类。可选：{offered}。")
    if template is not None:
        _write_template(found, template)
        return
    if file is None:
        raise _refused("请写明要导入的文件；要模板请用 --template 文件名.xlsx。")
    if report is not None and report.suffix.lower() not in (".csv", ".xlsx"):
        raise _refused("报告文件名要以 .csv 或 .xlsx 结尾。")
    done = _import(found, file, sheet, dry_run=dry_run, actor=actor or f"cli:{getpass.getuser()}")
    _show_counts(found, done, dry_run=dry_run)
    if report is not None:
        _write_report(report, done.problems)
    if done.problems.count:
        _show_problems(done.problems, report)
        raise typer.Exit(1)


def _import(kind: Kind, file: Path, sheet: str | None, *, dry_run: bool, actor: str) -> ImportReport:
    from contextlib import closing

    from cli.database import open_database
    from records.calendar.working_days import HolidayFileInvalid, WorkingDays
    from records.feeds.importing import Import
    from records.feeds.problems import FileRefused
    from records.feeds.writing import Origin
    from records.migrations.schema import SchemaOutdated, check_schema
    from records.values.clock import SystemClock
    from settings import Settings

    try:
        origin = Origin(SystemClock().now(), WorkingDays(Settings().holidays))
        with open_database() as database, closing(Import(kind, file, sheet)) as work:
            check_schema(database)
            with _Bar() as bar:
                staged = work.read(bar.progress)
            _show_preview(kind, staged)
            with _Bar(staged.rows) as bar:
                return work.write(database, origin, actor=actor, dry_run=dry_run, progress=bar.progress)
    except (FileRefused, HolidayFileInvalid) as problem:
        raise _refused(f"没有导入任何内容：{problem}") from problem
    except SchemaOutdated as problem:
        raise _refused("没有导入任何内容：数据库结构不是最新，请先运行 dxe records migrate。") from problem


class _Bar:
    """A progress bar on standard error, if that is a terminal; without a known total it only counts."""

    _LABELS = {"read": "读取并核对", "write": "对照并写入"}  # noqa: RUF012

    def __init__(self, total: int | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def progress(self, stage: str, done: int) -> None:
        """Show how many rows of a stage are done."""
        self._bar.update(self._task, description=self._LABELS[stage], completed=done)


def _show_preview(kind: Kind, staged: Staged) -> None:
    """Say what was found: rows, columns nobody knows, rows passed over, the first rows."""
    typer.echo(f"{kind.title}：读到 {staged.rows} 行。")
    if staged.unknown:
        typer.echo(f"不认识的列，没有读取：{'、'.join(staged.unknown)}。")
    for note in staged.passed_over[:_SHOWN]:
        typer.echo(note)
    for position, row in enumerate(staged.preview, start=1):
        typer.echo(f"  样行 {position}：" + "；".join(f"{title} {value}" for title, value in row.items()))


def _show_counts(kind: Kind, done: ImportReport, *, dry_run: bool) -> None:
    counts = f"新增 {done.new} 行，改动 {done.changed} 行，不变 {done.unchanged} 行，有错 {done.wrong} 行"
    held = f"，因同组有错而未核对完 {done.held} 行" if done.held else ""
    typer.echo(f"{kind.title}：{counts}{held}。")
    if done.is_stored:
        typer.echo("已全部导入。")
    elif dry_run:
        typer.echo("这是试导入，没有写入任何内容。")
    else:
        typer.echo("没有写入任何内容：请改正下列各处后重新导入。")


def _show_problems(problems: Problems, report: Path | None) -> None:
    listed = problems.in_order()
    for problem in listed[:_SHOWN]:
        value = f"“{problem.value}”" if problem.value else ""
        typer.echo(f"  第 {problem.row} 行 {problem.column}{value}：{problem.message}", err=True)
    if problems.count > _SHOWN:
        more = f"共 {problems.count} 处问题，以上是前 {_SHOWN} 处"
        typer.echo(
            f"{more}；全部见 {report}。" if report else f"{more}；用 --report 文件.xlsx 导出全部。", err=True
        )


def _write_report(path: Path, problems: Problems) -> None:
    from records.feeds.tables.report import ReportRefused, write_report

    try:
        write_report(path, problems.in_order())
    except ReportRefused as problem:
        raise _refused(str(problem)) from problem
    typer.echo(f"问题清单已写到 {path}。")


def _write_template(kind: Kind, path: Path) -> None:
    from records.feeds.tables.template import write_template

    if path.suffix.lower() != ".xlsx":
        raise _refused("模板文件名要以 .xlsx 结尾。")
    if path.exists():
        raise _refused(f"{path} 已存在，没有覆盖；请换一个文件名。")
    try:
        write_template(kind, path)
    except OSError as problem:
        raise _refused(f"模板写不了：{problem.strerror}。") from problem
    typer.echo(f"{kind.title}的模板已写到 {path}。")


def _refused(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)
