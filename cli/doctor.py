"""`dxe doctor`: what is missing before the assistant can serve, and what to do about it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

if TYPE_CHECKING:
    from settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is well, and what to do if it is not.

    What `is_optional` is told where it is missing, and the assistant serves without it.
    """

    subject: str
    is_well: bool
    remedy: str
    is_optional: bool = False


def doctor() -> None:
    """Check environments, secrets, index, model, database and ports; exit 1 when something is missing."""
    from settings import Settings

    console = Console()
    settings = Settings()
    findings = [finding for check in CHECKS for finding in check(settings)]
    for finding in findings:
        lacking = "[yellow]![/yellow]" if finding.is_optional else "[red]✗[/red]"
        mark = "[green]✓[/green]" if finding.is_well else lacking
        console.print(
            f"{mark} {finding.subject}" + ("" if finding.is_well else f"：{finding.remedy}"), highlight=False
        )
    if not all(finding.is_well or finding.is_optional for finding in findings):
        raise typer.Exit(1)


def check_environments(_: Settings) -> Iterator[Finding]:
    """Both environments are there, and torch is the CPU build."""
    yield Finding("对话环境 bot/.venv", (ROOT / "bot/.venv/bin/rasa").is_file(), "请运行 make setup。")
    try:
        build = version("torch")
    except PackageNotFoundError:
        yield Finding("torch", False, "请运行 make setup。")
        return
    yield Finding(f"torch {build}", build.endswith("+cpu"), "不是 CPU 版本，请运行 make clean setup。")


def check_encoder(_: Settings) -> Iterator[Finding]:
    """The sentence encoder that set-up makes is there, whole and can be read."""
    from understanding.encoder import FOLDER

    yield find_encoder(FOLDER)


def find_encoder(folder: Path) -> Finding:
    """What is said of the sentence encoder in a folder: missing it is optional, damaged it is not."""
    from understanding.encoder import EncoderError, EncoderMissing, SentenceEncoder

    try:
        encoder = SentenceEncoder(folder)
        encoder.encode(["店小二"])
    except EncoderMissing:
        remedy = "未安装，理解问法时不用预训练模型，其余照常；可联网或备好离线安装包后运行 make encoder。"
        return Finding("句向量模型", False, remedy, is_optional=True)
    except EncoderError as error:
        return Finding("句向量模型", False, f"{error.reason}。")
    return Finding(f"句向量模型 {encoder.id}", True, "")


def check_secrets(settings: Settings) -> Iterator[Finding]:
    """There is a secret key, and outside a demo a way to send codes."""
    from settings import SettingsInvalid

    try:
        settings.derived_key("doctor")
    except SettingsInvalid as problem:
        yield Finding("密钥 DXE_SECRET_KEY", False, str(problem))
    else:
        yield Finding("密钥", True, "")
    has_sms = settings.demo or settings.sms_url is not None
    yield Finding("短信服务", has_sms, "请设置 DXE_SMS_URL；试用请设 DXE_DEMO=1。")


def check_built(settings: Settings) -> Iterator[Finding]:
    """Index and model have been built."""
    from index.library import Library

    index = Library(settings.index_dir, terms=settings.terms_file).state()
    subject = f"知识索引 {index.version or ''}".rstrip()
    if index.condition == "unverified":
        subject += f"（{index.reason}）"
    yield Finding(subject, index.serves, f"{index.reason.rstrip('。')}。请运行 dxe index build。")
    model = settings.current_model_version()
    yield Finding(f"对话模型 {model or ''}".rstrip(), model is not None, "请运行 dxe train。")


def check_private(settings: Settings) -> Iterator[Finding]:
    """Nobody but its user can read the data folder."""
    from cli.private_folder import count_open

    folder = settings.var
    subject = f"数据文件夹 {folder} 仅本用户可读写"
    try:
        found = count_open(folder) if folder.exists() else 0
    except OSError as problem:
        yield Finding(subject, False, f"无法检查（{problem.strerror}），请以店小二的运行用户执行。")
        return
    yield Finding(
        subject, found == 0, f"有 {found} 个文件可被其他用户读取，请运行 dxe serve 或 chmod -R go= {folder}。"
    )


def check_database(settings: Settings) -> Iterator[Finding]:
    """The database answers and has the schema of this code."""
    from records.migrations.schema import SchemaOutdated, check_schema
    from records.storage.database import Database, DatabaseUnavailable

    database = Database(settings.records_url)
    try:
        check_schema(database)
    except DatabaseUnavailable:
        yield Finding("数据库", False, "连接不上，请检查 DXE_DATABASE_URL 和数据库服务。")
    except SchemaOutdated:
        yield Finding("数据库", False, "表结构不是最新，请运行 dxe records migrate。")
    else:
        yield Finding("数据库", True, "")
    finally:
        database.close()


def check_ports(settings: Settings) -> Iterator[Finding]:
    """Our ports are free; when the assistant is running they are not, and that is said."""
    for name in ("api", "console", "rasa", "actions"):
        port: int = getattr(settings, f"{name}_port")
        with socket.socket() as probe:
            taken = probe.connect_ex(("127.0.0.1", port)) == 0
        remedy = f"已被占用（店小二正在运行，或请改 DXE_{name.upper()}_PORT）。"
        yield Finding(f"端口 {port}（{name}）", not taken, remedy)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_environments,
    check_encoder,
    check_secrets,
    check_built,
    check_private,
    check_database,
    check_ports,
)
