"""`dxe conversation`: what a person asks to have deleted."""

from __future__ import annotations

from typing import Annotated

import typer

conversation_app = typer.Typer(help="Stored conversations.", no_args_is_help=True)


@conversation_app.callback()
def main() -> None:
    """Stored conversations."""


@conversation_app.command()
def delete(
    conversation_id: Annotated[str, typer.Argument(metavar="ID", help="The conversation's id.")],
) -> None:
    """Delete a conversation: messages, turns, binding, and what Rasa keeps of it. The audit log keeps that it was."""
    from cli.database import open_database
    from records.conversations.conversation import delete_conversation
    from records.conversations.rasa_trackers import delete_tracker
    from records.values.clock import SystemClock
    from settings import Settings

    now = SystemClock().now()
    with open_database() as database:
        events = delete_tracker(Settings().var / "rasa.db", conversation_id)
        with database.transaction() as session:
            found = delete_conversation(session, conversation_id, actor="system", now=now)
    if not found:
        typer.echo("没有这个会话。" + (f"（已清除 Rasa 中的 {events} 条记录）" if events else ""), err=True)
        raise typer.Exit(1)
    typer.echo(f"会话已删除，Rasa 中的 {events} 条记录一并删除；审计日志保留了此次删除。")
