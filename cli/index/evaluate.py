"""`dxe index evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.dates import parse_date
from cli.index.measure import Choices, measure_questions


def evaluate(
    benchmark: Annotated[
        Path | None, typer.Option(help="Folder with corpus.jsonl[.gz], queries.jsonl, qrels*.tsv (BEIR).")
    ] = None,
    qrels: Annotated[
        Path | None, typer.Option(help="The qrels file; default: the folder's only one.")
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(help="Questions, a file or a folder of *.jsonl; default: knowledge/questions.jsonl."),
    ] = None,
    index: Annotated[
        Path | None, typer.Option(help="Index folder, or one version's; default: the setting's.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day validity is judged by: YYYY-MM-DD; default: today.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report with charts to this HTML file.")] = None,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate",
            help="Exit 1 when answers are worse than recorded. Without --index it builds knowledge/ anew.",
        ),
    ] = False,
    record: Annotated[bool, typer.Option("--record", help="Record the level that --gate keeps.")] = False,
    unfrozen: Annotated[
        bool, typer.Option("--unfrozen", help="Measure although the frozen questions were changed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure answers to questions of our own, or retrieval on a benchmark in BEIR's form."""
    if benchmark is not None:
        if any((questions, index, as_of, report, gate, record, unfrozen)):
            raise typer.BadParameter("--benchmark 只能与 --qrels、--json 同用")
        _measure_benchmark(benchmark, qrels, as_json)
        return
    measure_questions(
        Choices(questions, index, parse_date(as_of), report, gate, record, unfrozen, as_json=as_json)
    )


def _measure_benchmark(benchmark: Path, qrels: Path | None, as_json: bool) -> None:
    from index.evaluation.benchmark import BenchmarkInvalid, evaluate_benchmark

    try:
        result = evaluate_benchmark(benchmark, qrels)
    except BenchmarkInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(result.model_dump_json(indent=2) if as_json else result.table())
