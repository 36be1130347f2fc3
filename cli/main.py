"""`dxe`: one command for everything. Sub-commands live in one file each and import what they need when they run."""

import typer

from cli.ask import ask
from cli.index import index_app
from cli.knowledge import knowledge_app
from cli.train import train

app = typer.Typer(
    name="dxe", help="店小二: train, build, serve and look after the assistant.", no_args_is_help=True
)
app.add_typer(index_app, name="index")
app.add_typer(knowledge_app, name="knowledge")
app.command()(ask)
app.command()(train)


def run() -> None:
    """Entry point of the `dxe` script."""
    app()
