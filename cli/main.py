"""`dxe`: one command for everything. Sub-commands live in one file each and import what they need when they run."""

import os
import sys

import typer
from pydantic import ValidationError

from cli.ask import ask
from cli.audit import audit_app
from cli.bench import bench
from cli.conversation import conversation_app
from cli.doctor import doctor
from cli.holidays import holidays_app
from cli.index import index_app
from cli.knowledge import knowledge_app
from cli.private_folder import PRIVATE
from cli.records import records_app
from cli.serve import serve
from cli.staff import staff_app
from cli.train import train

app = typer.Typer(
    name="dxe", help="店小二: train, build, serve and look after the assistant.", no_args_is_help=True
)
app.add_typer(holidays_app, name="holidays")
app.add_typer(index_app, name="index")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(records_app, name="records")
app.add_typer(staff_app, name="staff")
app.add_typer(audit_app, name="audit")
app.add_typer(conversation_app, name="conversation")
for command in (ask, bench, doctor, serve, train):
    app.command()(command)


def run() -> None:
    """Entry point of the `dxe` script. What any command creates is its user's alone."""
    os.umask(PRIVATE)
    try:
        app()
    except ValidationError as problem:
        if problem.title != "Settings":
            raise
        names = ("DXE_" + "__".join(str(part) for part in error["loc"]).upper() for error in problem.errors())
        sys.exit(f"设置有误，请核对：{'、'.join(names)}。")


if __name__ == "__main__":
    run()
