"""`dxe staff`: the people who may sign in to the console."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from records.staff.accounts.account_changes import StaffChange

staff_app = typer.Typer(help="The people who may sign in to the console.", no_args_is_help=True)

_PASSWORD_BYTES = 12
_ACTOR = "system"
_ROLE_WIDTH = 16

Name = Annotated[str, typer.Argument(help="The name to sign in with.")]


class StaffRole(StrEnum):
    """The roles, as in `records.models.staff`; repeated here so that `dxe --help` imports no database."""

    hotline = "hotline"
    case_officer = "case_officer"
    knowledge_editor = "knowledge_editor"
    auditor = "auditor"
    administrator = "administrator"


@staff_app.callback()
def main() -> None:
    """The people who may sign in to the console."""


@staff_app.command()
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with, at most 100 characters.")],
    role: Annotated[StaffRole, typer.Option(help="What the person may do.")],
) -> None:
    """Add a person and print a random password, this once."""
    from cli.database import open_database
    from records.migrations.schema import migrate
    from records.staff.accounts.accounts import StaffNameInvalid, StaffNameTaken, create_staff
    from records.values.clock import SystemClock

    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    now = SystemClock().now()
    with open_database() as database:
        migrate(database)
        try:
            with database.transaction() as session:
                person = create_staff(session, name, role.value, password, actor=_ACTOR, now=now)
        except (StaffNameTaken, StaffNameInvalid) as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
    typer.echo(f"已添加 {person.name}（{person.role}），初始密码 {password}（只显示这一次）。")


@staff_app.command()
def unlock(
    name: Annotated[str, typer.Argument(help="The name that has to wait after wrong passwords.")],
) -> None:
    """Let a name that was tried with wrong passwords sign in again at once, from everywhere."""
    from cli.database import open_database
    from records.migrations.schema import migrate
    from records.staff.accounts.lock_out import forget_failures
    from records.values.clock import SystemClock

    with open_database() as database:
        migrate(database)
        with database.transaction() as session:
            forgotten = forget_failures(session, name, actor="system", now=SystemClock().now())
    said = f"已解除 {name} 的登录限制（失败记录 {forgotten} 次）。" if forgotten else f"{name} 没有登录限制。"
    typer.echo(said)


@staff_app.command()
def disable(name: Name) -> None:
    """Let a person who leaves sign in no more, and end their sessions."""
    from records.staff.accounts.account_changes import disable_staff

    change = _change(
        "staff.disable", name, lambda session, now: disable_staff(session, name, actor=_ACTOR, now=now)
    )
    typer.echo(f"已停用 {name}。{_say_ended(change)}" if change.is_new else f"{name} 早已停用。")


@staff_app.command()
def enable(name: Name) -> None:
    """Let a disabled person sign in again, with the password they had."""
    from records.staff.accounts.account_changes import enable_staff

    change = _change(
        "staff.enable", name, lambda session, now: enable_staff(session, name, actor=_ACTOR, now=now)
    )
    typer.echo(f"已启用 {name}，密码不变。" if change.is_new else f"{name} 没有停用。")


@staff_app.command()
def password(
    name: Name,
    ask: Annotated[
        bool,
        typer.Option(
            "--ask", help="Take the password from a prompt, or from the first line of standard input."
        ),
    ] = False,
) -> None:
    """Give a person a new password, and end their sessions; without --ask a random one, printed this once."""
    from records.staff.accounts.account_changes import random_password, set_password

    given = _read_password() if ask else random_password()
    change = _change(
        "staff.set_password",
        name,
        lambda session, now: set_password(session, name, given, actor=_ACTOR, now=now),
    )
    shown = "" if ask else f"：{given}（只显示这一次）"
    typer.echo(f"已更换 {name} 的密码{shown}。{_say_ended(change)}")


@staff_app.command(name="list")
def list_everybody() -> None:
    """List everybody: name, role, whether they may sign in, and when they last did."""
    from cli.database import open_database
    from records.migrations.schema import check_schema
    from records.staff.accounts.account_changes import list_staff
    from records.values.clock import SystemClock, in_shanghai

    now = SystemClock().now()
    with open_database() as database:
        check_schema(database)
        with database.transaction() as session:
            people = list_staff(session, actor=_ACTOR, now=now)
    for person in people:
        state = "在用" if person.is_active else "停用"
        at = person.last_sign_in_at
        last = f"{in_shanghai(at):%Y-%m-%d %H:%M}" if at else "从未登录"
        typer.echo(f"{person.role:<{_ROLE_WIDTH}}  {state}  {last:<16}  {person.name}")


def _change(action: str, name: str, make: Callable[[Session, datetime], StaffChange]) -> StaffChange:
    """Make a change of an account; end the command with 1, a reason and an audit entry where it cannot be made."""
    from cli.database import open_database
    from records.migrations.schema import check_schema
    from records.staff.accounts.account_changes import (
        LastAdministrator,
        PasswordUnfit,
        StaffNotFound,
        record_refused_change,
    )
    from records.values.clock import SystemClock

    now = SystemClock().now()
    with open_database() as database:
        check_schema(database)
        try:
            with database.transaction() as session:
                return make(session, now)
        except (LastAdministrator, PasswordUnfit, StaffNotFound) as problem:
            with database.transaction() as session:
                record_refused_change(session, action, name, actor=_ACTOR, now=now)
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem


def _read_password() -> str:
    """Return what is typed twice without being shown, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt("新密码", hide_input=True, confirmation_prompt="再输一次"))
    return sys.stdin.readline().rstrip("\r\n")


def _say_ended(change: StaffChange) -> str:
    from api.console.session import MEMORY_SECONDS

    ended = f"{change.ended} 个登录已结束，" if change.ended else "没有未结束的登录，"
    return f"{ended}已打开的工作台最迟 {MEMORY_SECONDS:.0f} 秒内失效。"
