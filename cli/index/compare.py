"""`dxe index compare`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.dates import parse_date
from cli.index.measure import QUESTIONS, show_progress

if TYPE_CHECKING:
    from index.evaluation.compare import Comparison


def compare(
    a: Annotated[str, typer.Argument(help="Index folder, one version's folder, or a version's name.")],
    b: Annotated[str, typer.Argument(help="The other one.")],
    questions: Annotated[
        Path | None,
        typer.Option(help="Questions, a file or a folder of *.jsonl; default: knowledge/questions.jsonl."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day validity is judged by: YYYY-MM-DD; default: today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which questions two index versions answer differently, and where labels say so, which is better."""
    from index.evaluation.questions import QuestionsInvalid
    from index.model.errors import IndexMissing

    try:
        found = _compare(a, b, questions or QUESTIONS, as_of)
    except QuestionsInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except IndexMissing as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(found.model_dump_json(indent=1) if as_json else found.table())


def _compare(a: str, b: str, questions: Path, as_of: str | None) -> "Comparison":
    from index.answering.today import china_today
    from index.evaluation.compare import compare as compare_runs
    from index.evaluation.fresh import evaluate_index
    from index.evaluation.questions import find_files

    today = parse_date(as_of) or china_today()
    before, after = (
        evaluate_index(_folder(name), find_files(questions), today, show_progress(), labelled=False)
        for name in (a, b)
    )
    return compare_runs(before, after)


def _folder(name: str) -> Path:
    """The folder itself, or the version of that name in the setting's index."""
    from settings import Settings

    version = Settings().index_dir / "versions" / name
    return version if not Path(name).exists() and version.is_dir() else Path(name)
