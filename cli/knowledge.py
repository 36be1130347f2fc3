"""`dxe knowledge`: look after the files that policy staff edit."""

from pathlib import Path
from typing import Annotated

import typer

knowledge_app = typer.Typer(help="Look after the guides, the catalogue and the terms.", no_args_is_help=True)

_KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@knowledge_app.callback()
def _main() -> None:
    """Look after the guides, the catalogue and the terms."""


@knowledge_app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="The folder; default: knowledge/.")] = _KNOWLEDGE,
) -> None:
    """Check guides, catalogue, terms, questions, credit rules and registers; exit 1 and say where one is wrong."""
    from cli.knowledge_rules import check_record_files
    from index.checks.knowledge import check_knowledge

    problems = [*check_knowledge(folder), *check_record_files(folder)]
    for problem in problems:
        typer.echo(f"{problem.file}:{problem.field}: {problem.reason}", err=True)
    if problems:
        typer.echo(f"{len(problems)} 处问题", err=True)
        raise typer.Exit(1)
    typer.echo("没有问题")
