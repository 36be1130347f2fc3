"""`dxe staff`: the people who may sign in to the console."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Annotated

import typer

staff_app = typer.Typer(help="The people who may sign in to the console.", no_args_is_help=True)

_PASSWORD_BYTES = 12


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
    from records.clock import SystemClock
    from records.staff.accounts import StaffNameInvalid, StaffNameTaken, create_staff

    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    now = SystemClock().now()
    with open_database() as database:
        database.migrate()
        try:
            with database.transaction() as session:
                person = create_staff(session, name, role.value, password, actor="system", now=now)
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
    from records.clock import SystemClock
    from records.staff.lock_out import forget_failures

    with open_database() as database:
        database.migrate()
        with database.transaction() as session:
            forgotten = forget_failures(session, name, actor="system", now=SystemClock().now())
    said = f"已解除 {name} 的登录限制（失败记录 {forgotten} 次）。" if forgotten else f"{name} 没有登录限制。"
    typer.echo(said)
