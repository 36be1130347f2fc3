"""`dxe ask`: the answer of the chat and the hotline, or of one index alone."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.database import find_database
from cli.dates import parse_date

if TYPE_CHECKING:
    from datetime import date

    from index.answering.answerer import Answerer
    from index.model.answer import Answer
    from records.storage.database import Database
    from settings import Settings

    Asker = Callable[[str, str | None, date | None, Sequence[str]], Answer]

_ALONE = "只用索引回答，不查名单、包区联系人和信用规则"


def ask(
    question: Annotated[str | None, typer.Argument(help="The question; left out with --jsonl.")] = None,
    index: Annotated[Path | None, typer.Option(help="Index folder, or one version's folder.")] = None,
    region: Annotated[str | None, typer.Option(help="Region path: 浙江省/杭州市/萧山区.")] = None,
    on: Annotated[str | None, typer.Option(help="The day the rules must hold: YYYY-MM-DD.")] = None,
    before: Annotated[
        list[str] | None,
        typer.Option(help="A question of the same call before it; again for each, the first first."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Questions from standard input, one JSON a line.")
    ] = False,
) -> None:
    """Answer a question as the chat and the hotline do, with its source."""
    if question is None and not jsonl:
        typer.echo("请写上问题，例如：dxe ask 高企要什么条件；或用 --jsonl 从标准输入读取。", err=True)
        raise typer.Exit(2)
    day = parse_date(on)
    with open_asker(index) as asker:
        if jsonl:
            for line in answer_lines(asker, sys.stdin, region, day):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            return
        answer = asker(str(question), region, day, before or ())
        typer.echo(answer.model_dump_json(indent=2) if as_json else show(answer))


@contextmanager
def open_asker(index: Path | None) -> "Iterator[Asker]":
    """What answers: the desk of this installation; of another index than the served one, or without a database, that
    index alone, as is said on standard error.

    Exits 1, saying why, when there is no index.
    """
    from settings import Settings

    settings = Settings()
    if index is not None and index.resolve() not in _served(settings.index_dir):
        typer.echo(f"{_ALONE}：{index} 不是正在服务的索引。", err=True)
        yield _ask_alone(open_answerer(index))
        return
    database = find_database(settings.records_url)
    if database is None:
        typer.echo(f"{_ALONE}：没有可用的业务数据库。", err=True)
        yield _ask_alone(open_answerer(index))
        return
    try:
        with asyncio.Runner() as runner:
            yield _ask_desk(settings, database, runner)
    finally:
        database.close()


def _served(home: Path) -> set[Path]:
    """The folder of the served index, and that of its version."""
    from index.model.errors import IndexMissing
    from index.version.versions import Versions

    try:
        return {home.resolve(), Versions(home).current_folder().resolve()}
    except IndexMissing:
        return {home.resolve()}


def _ask_alone(answerer: "Answerer") -> "Asker":
    def ask(question: str, region: str | None, on: "date | None", _: Sequence[str]) -> "Answer":
        return answerer.answer(question, region=region, on=on)

    return ask


def _ask_desk(settings: "Settings", database: "Database", runner: asyncio.Runner) -> "Asker":
    from desk.door import answer_after, build_door
    from desk.question import Context
    from index.library import Library
    from index.model.errors import IndexMissing
    from records.credit.rules_file import CreditRulesFile
    from records.values.clock import clock_of

    library = Library(settings.index_dir, terms=settings.terms_file)
    rules = CreditRulesFile(settings.credit_rules_file)
    door = build_door(database, clock_of(settings.demo_date), library, rules, settings.models_dir)

    noted: set[str] = set()

    def ask(question: str, region: str | None, on: "date | None", before: Sequence[str]) -> "Answer":
        context = Context(home=region or settings.region, on=on)
        try:
            answer = runner.run(answer_after(door, before, question, context))
        except IndexMissing as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        if answer.notice and answer.notice not in noted:
            noted.add(answer.notice)
            typer.echo(answer.notice, err=True)
        return answer

    return ask


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
    asker: "Asker", lines: Iterable[str], region: str | None, on: "date | None"
) -> Iterator[str]:
    """One JSON line of answer for each line of question. Exits 2, naming the line, when one is not a question."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        entry = _entry(line, number)
        before = [str(earlier) for earlier in entry.get("before") or ()]
        answer = asker(entry["question"], entry.get("region") or region, on, before)
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
