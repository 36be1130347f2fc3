"""`dxe ask`: the answer without dialogue."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.dates import parse_date

if TYPE_CHECKING:
    from datetime import date

    from index.answering.answerer import Answer, Answerer


def ask(
    question: Annotated[str | None, typer.Argument(help="The question; left out with --jsonl.")] = None,
    index: Annotated[Path | None, typer.Option(help="Index folder, or one version's folder.")] = None,
    region: Annotated[str | None, typer.Option(help="Region path: 浙江省/杭州市/萧山区.")] = None,
    on: Annotated[str | None, typer.Option(help="The day the rules must hold: YYYY-MM-DD.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Questions from standard input, one JSON a line.")
    ] = False,
) -> None:
    """Answer a question from the index, with its source."""
    if question is None and not jsonl:
        typer.echo("请写上问题，例如：dxe ask 高企要什么条件；或用 --jsonl 从标准输入读取。", err=True)
        raise typer.Exit(2)
    day = parse_date(on)
    answerer = open_answerer(index)
    if jsonl:
        for line in answer_lines(answerer, sys.stdin, region, day):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        return
    answer = answerer.answer(str(question), region=region, on=day)
    typer.echo(answer.model_dump_json(indent=2) if as_json else show(answer))


def open_answerer(index: Path | None) -> "Answerer":
    """The Answerer of `index` with the terms it was built with (default: the installation's index and terms).

    Exits 1, saying why, when there is none.
    """
    from index.library import Library
    from index.model.errors import IndexMissing

    terms: Path | None = None
    if index is None:
        from settings import Settings

        settings = Settings()
        index, terms = settings.index_dir, settings.terms_file
    try:
        return Library(index, terms=terms).answerer()
    except IndexMissing as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def answer_lines(
    answerer: "Answerer", lines: Iterable[str], region: str | None, on: "date | None"
) -> Iterator[str]:
    """One JSON line of answer for each line of question. Exits 2, naming the line, when one is not a question."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        entry = _entry(line, number)
        answer = answerer.answer(entry["question"], region=entry.get("region") or region, on=on)
        fields = {"id", *_PRINTED}
        record = {"id": entry.get("id")} | answer.model_dump(mode="json", include=fields)
        yield json.dumps({key: record[key] for key in ("id", *_PRINTED)}, ensure_ascii=False)


_PRINTED = ("outcome", "text", "speakable", "citations", "index_version")


def _entry(line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        typer.echo(f"第 {number} 行不是 JSON：{error.msg}", err=True)
        raise typer.Exit(2) from error
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        typer.echo(f"第 {number} 行缺少 question", err=True)
        raise typer.Exit(2)
    return entry


def show(answer: "Answer") -> str:
    """The answer for a terminal: text, sources, what else can be asked."""
    parts = [answer.text]
    for citation in answer.citations[:3]:
        source = [f"《{citation.title}》", citation.document_number or "", citation.section or ""]
        parts.append(
            "出处："
            + " ".join(part for part in source if part)
            + (f"（{citation.notice}）" if citation.notice else "")
        )
    if answer.choices:
        parts.append("可以选：" + "  ".join(choice.text for choice in answer.choices))
    if answer.related:
        parts.append("还可以问：" + "  ".join(answer.related))
    return "\n".join(dict.fromkeys(parts))
