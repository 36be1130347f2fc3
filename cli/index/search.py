"""`dxe index search`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.ask import open_answerer
from cli.dates import parse_date


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    index: Annotated[Path | None, typer.Option(help="Index folder, or one version's folder.")] = None,
    region: Annotated[str | None, typer.Option(help="Region path: 浙江省/杭州市/萧山区.")] = None,
    on: Annotated[str | None, typer.Option(help="The day the rules must hold: YYYY-MM-DD.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the passages that a query finds, best first."""
    answerer = open_answerer(index)
    _, hits = answerer.find(query, region=region, on=parse_date(on), k=k)
    found = [
        {"rank": rank, "score": round(hit.score, 4), **answerer.cite(hit).model_dump(mode="json")}
        for rank, hit in enumerate(hits, start=1)
    ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for hit in found:
        section = f" > {hit['section']}" if hit["section"] else ""
        head = f"{hit['rank']}. [{hit['score']}] {hit['title']}{section}"
        typer.echo(f"{head}（{hit['region'] or '地区未载明'}）\n{hit['passage']}\n")
