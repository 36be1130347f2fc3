"""The `dxe serve` command."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings


def serve(
    prepared: Annotated[
        bool, typer.Option("--prepared", help="Start at once; index, model and database are ready.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show the log of all processes here too.")
    ] = False,
) -> None:
    """Prepare what is missing, then start and watch rasa, actions, api and console."""
    from rich.console import Console
    from rich.markup import escape

    from cli.serve.prepare import PreparationFailed, prepare
    from cli.serve.supervisor import ProcessFailed
    from records.people.sms_http import SmsNotConfigured, build_sms_gateway
    from records.storage.database import DatabaseUnavailable
    from settings import Settings, SettingsInvalid

    console = Console()
    settings = Settings()
    try:
        _keep_private(settings, console)
        settings.derived_key("start")
        build_sms_gateway(demo=settings.demo, url=settings.sms_url, token=None)
        _check_ports(settings)
        if not prepared:
            prepare(settings, console)
        asyncio.run(_serve(settings, console, verbose))
    except (SettingsInvalid, SmsNotConfigured, PreparationFailed) as problem:
        console.print(f"[red]{problem}[/red]")
        raise typer.Exit(1) from problem
    except (DatabaseUnavailable, OSError) as problem:
        console.print(f"[red]数据文件夹 {settings.var} 或数据库写不进去：{escape(str(problem))}。[/red]")
        raise typer.Exit(1) from problem
    except ProcessFailed as problem:
        console.print(f"[red]{problem} 无法启动，原因见 {_log_path(settings)}。[/red]")
        raise typer.Exit(1) from problem


def _keep_private(settings: Settings, console: Console) -> None:
    """Make the data folder, or take from others what an earlier version left open. Raises SettingsInvalid, OSError."""
    from rich.markup import escape

    from cli.private_folder import FolderShared, tighten
    from settings import SettingsInvalid

    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        done = tighten(settings.var)
    except FolderShared as problem:
        raise SettingsInvalid(
            f"DXE_VAR 指向公用文件夹 {settings.var}：请换成一个只归店小二使用的文件夹。"
        ) from problem
    if done.changed:
        console.print(f"数据文件夹中 {done.changed} 个文件原可被其他用户读取，已改为仅本用户可读写。")
    for path in done.refused:
        console.print(
            f"[yellow]{escape(str(path))} 仍可被其他用户读取：请由它的所有者执行 chmod go= 。[/yellow]"
        )


def _check_ports(settings: Settings) -> None:
    """Raise SettingsInvalid when another program has one of our ports: better now than after the training."""
    from cli.doctor import check_ports
    from settings import SettingsInvalid

    taken = [finding for finding in check_ports(settings) if not finding.is_well]
    if taken:
        raise SettingsInvalid("\n".join(f"{finding.subject}{finding.remedy}" for finding in taken))


async def _serve(settings: Settings, console: Console, verbose: bool) -> None:
    from cli.serve.clock import MonotonicClock
    from cli.serve.log_file import LogFile
    from cli.serve.processes import process_specs
    from cli.serve.supervisor import Supervisor

    password = await _first_password(settings)
    log = LogFile(
        _log_path(settings),
        max_bytes=int(settings.log_max_mb * 1_000_000),
        files=settings.log_files,
        echo=sys.stdout if verbose else None,
    )
    with closing(log):
        supervisor = Supervisor(
            process_specs(settings), log, MonotonicClock(), start_grace_s=settings.start_grace_seconds
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, supervisor.stop)
        _say(console, "正在启动 …")
        await supervisor.run(lambda seconds: _announce(settings, console, password, seconds))
        _say(console, "已停止。")


def _say(console: Console, text: str) -> None:
    """Print a line where somebody may read it: a closed terminal or a full disk behind it stops no service."""
    with suppress(OSError):
        console.print(text, highlight=False)


def _log_path(settings: Settings) -> Path:
    return settings.var / "log" / "dxe.log"


async def _first_password(settings: Settings) -> str | None:
    """Make the first administrator and return the password, or None when there is one already."""
    from records.staff.accounts.accounts import create_first_administrator
    from records.storage.database import Database
    from records.values.clock import clock_of

    database = Database(settings.records_url)
    try:
        return await database.run_in_transaction(
            lambda session: create_first_administrator(session, now=clock_of(settings.demo_date).now())
        )
    finally:
        database.close()


def _announce(settings: Settings, console: Console, password: str | None, seconds: float) -> None:
    lines = [
        f"\n店小二已就绪（{seconds:.0f} 秒）\n",
        f"  网页对话    http://localhost:{settings.api_port}/",
        f"  工作台      http://localhost:{settings.console_port}/",
    ]
    if password is not None:
        lines.append(f"              用户名 admin，初始密码 {password}（只显示这一次）")
    lines.append(f"  接口文档    http://localhost:{settings.console_port}/docs")
    lines.append(f"  日志        {_log_path(settings)}")
    if settings.demo:
        lines.append("  演示模式：企业、办件、创新券和信用数据均为样例。")
    _say(console, "\n".join([*lines, "\n  按 Ctrl-C 停止。\n"]))
