"""The part of `dxe index evaluate` that asks questions of our own."""

import json
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from index.evaluation.gate import Worse
    from index.evaluation.run import Evaluation, Progress

ROOT = Path(__file__).resolve().parent.parent.parent
KNOWLEDGE = ROOT / "knowledge"
QUESTIONS = KNOWLEDGE / "questions.jsonl"
FROZEN = ROOT / "benchmarks" / "frozen.json"
RECORDED = ROOT / "benchmarks" / "recorded.json"


@dataclass(frozen=True)
class Choices:
    """The options of the command."""

    questions: Path | None
    index: Path | None
    as_of: date | None
    report: Path | None
    gate: bool
    record: bool
    unfrozen: bool
    as_json: bool


def measure_questions(choices: Choices) -> None:
    """Run, print, write what is asked for. Exits 1 when the gate fails or there is no index, 2 on wrong questions."""
    from index.evaluation.gate import describe, record, save_recorded
    from index.evaluation.questions import QuestionsInvalid
    from index.evaluation.report import write_report
    from index.evaluation.terminal import as_record, table
    from index.model.errors import BuildError, IndexMissing

    try:
        evaluation = _evaluate(choices)
        worse = _worse(evaluation) if choices.gate else None
    except QuestionsInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except (IndexMissing, BuildError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if choices.report is not None:
        write_report(evaluation, choices.report)
        typer.echo(f"报告：{choices.report}", err=True)
    if choices.record:
        save_recorded(record(evaluation), RECORDED)
        typer.echo(f"已记录：{RECORDED}", err=True)
    if choices.as_json:
        typer.echo(json.dumps(as_record(evaluation, worse), ensure_ascii=False, indent=1))
    else:
        typer.echo(table(evaluation))
    if worse is not None:
        typer.echo(describe(worse), err=True)
        raise typer.Exit(1 if worse else 0)


def _evaluate(choices: Choices) -> "Evaluation":
    from index.answering.today import china_today
    from index.evaluation.fresh import build_fresh, evaluate_index
    from index.evaluation.frozen import check_frozen
    from index.evaluation.gate import load_recorded
    from index.evaluation.questions import find_files
    from settings import Settings

    files = find_files(choices.questions or QUESTIONS)
    if not choices.unfrozen:
        for file in files:
            check_frozen(file, FROZEN, ROOT)
    today = choices.as_of or (load_recorded(RECORDED).as_of if choices.gate else china_today())
    if choices.index is not None or not (choices.gate or choices.record):
        return evaluate_index(choices.index or Settings().index_dir, files, today, show_progress())
    with tempfile.TemporaryDirectory() as scratch:
        return evaluate_index(build_fresh(KNOWLEDGE, Path(scratch)), files, today, show_progress())


def _worse(evaluation: "Evaluation") -> "list[Worse]":
    from index.evaluation.gate import compare_with, load_recorded

    return compare_with(load_recorded(RECORDED), evaluation)


def show_progress() -> "Progress":
    """A line on standard error that counts the questions, where that is a terminal."""
    import sys

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))

    return show
