"""The `dxe serve` command."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
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

    from cli.serve.prepare import PreparationFailed, prepare
    from cli.serve.supervisor import ProcessFailed
    from records.people.sms_http import SmsNotConfigured, build_sms_gateway
    from settings import Settings, SettingsInvalid

    console = Console()
    settings = Settings()
    try:
        settings.derived_key("start")
        build_sms_gateway(demo=settings.demo, url=settings.sms_url, token=None)
        _check_ports(settings)
        if not prepared:
            prepare(settings, console)
        asyncio.run(_serve(settings, console, verbose))
    except (SettingsInvalid, SmsNotConfigured, PreparationFailed) as problem:
        console.print(f"[red]{problem}[/red]")
        raise typer.Exit(1) from problem
    except ProcessFailed as problem:
        console.print(f"[red]{problem} 无法启动，原因见 {_log_path(settings)}。[/red]")
        raise typer.Exit(1) from problem


def _check_ports(settings: Settings) -> None:
    """Raise SettingsInvalid when another program has one of our ports: better now than after the training."""
    from cli.doctor import check_ports
    from settings import SettingsInvalid

    taken = [finding for finding in check_ports(settings) if not finding.is_well]
    if taken:
        raise SettingsInvalid("\n".join(f"{finding.subject}{finding.remedy}" for finding in taken))


async def _serve(settings: Settings, console: Console, verbose: bool) -> None:
    from cli.serve.processes import process_specs
    from cli.serve.supervisor import Supervisor

    password = await _first_password(settings)
    with _open_log(settings, verbose) as write_line:
        supervisor = Supervisor(process_specs(settings), write_line)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, supervisor.stop)
        console.print("正在启动 …", highlight=False)
        await supervisor.run(lambda seconds: _announce(settings, console, password, seconds))
        console.print("已停止。", highlight=False)


class _open_log:
    """One log file for all processes: `<process> | <line>`."""

    def __init__(self, settings: Settings, verbose: bool) -> None:
        self._path = _log_path(settings)
        self._verbose = verbose

    def __enter__(self) -> Callable[[str, str], None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8", buffering=1)
        return self._write

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _write(self, name: str, line: str) -> None:
        text = f"{name:<8}| {line}\n"
        self._file.write(text)
        if self._verbose:
            sys.stdout.write(text)


def _log_path(settings: Settings) -> Path:
    return settings.var / "log" / "dxe.log"


async def _first_password(settings: Settings) -> str | None:
    """Make the first administrator and return the password, or None when there is one already."""
    from records.clock import SystemClock
    from records.database import Database
    from records.staff.accounts import create_first_administrator

    database = Database(settings.records_url)
    try:
        return await database.run_in_transaction(
            lambda session: create_first_administrator(session, now=SystemClock().now())
        )
    finally:
        database.close()


def _announce(settings: Settings, console: Console, password: str | None, seconds: float) -> None:
    console.print(f"\n店小二已就绪（{seconds:.0f} 秒）\n", highlight=False)
    console.print(f"  网页对话    http://localhost:{settings.api_port}/", highlight=False)
    console.print(f"  工作台      http://localhost:{settings.console_port}/", highlight=False)
    if password is not None:
        console.print(f"              用户名 admin，初始密码 {password}（只显示这一次）", highlight=False)
    console.print(f"  接口文档    http://localhost:{settings.console_port}/docs", highlight=False)
    console.print(f"  日志        {_log_path(settings)}", highlight=False)
    if settings.demo:
        console.print("  演示模式：企业、办件、创新券和信用数据均为样例。", highlight=False)
    console.print("\n  按 Ctrl-C 停止。\n", highlight=False)
