"""`dxe index evaluate`."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    benchmark: Annotated[
        Path, typer.Option(help="Folder with corpus.jsonl[.gz], queries.jsonl, qrels*.tsv (BEIR).")
    ],
    qrels: Annotated[
        Path | None, typer.Option(help="The qrels file; default: the folder's only one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure retrieval on a benchmark in BEIR's form: BM25 alone, dense alone, both joined, in one run."""
    from index.evaluation.benchmark import BenchmarkInvalid, evaluate_benchmark

    try:
        result = evaluate_benchmark(benchmark, qrels)
    except BenchmarkInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(result.model_dump_json(indent=2))
        return
    typer.echo(result.table())
