"""`dxe index`: one command a file."""

import typer

from cli.index.build import build
from cli.index.compare import compare
from cli.index.evaluate import evaluate
from cli.index.preview import preview
from cli.index.search import search

index_app = typer.Typer(
    help="Build, search and evaluate the index of guidance documents.", no_args_is_help=True
)
for command in (build, preview, search, evaluate, compare):
    index_app.command()(command)
