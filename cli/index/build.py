"""`dxe index build`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.ingest.build import Report
    from index.model.manifest import FailedEntry

_KNOWLEDGE = Path(__file__).resolve().parent.parent.parent / "knowledge"


def build(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; default: the setting's, knowledge/.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Index folder; default: the setting's.")] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            help="reuse, train, or a model: its folder, or its name in the local Hugging Face cache."
        ),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Build although some files cannot be read.")
    ] = False,
) -> None:
    """Build a version of the index and make it the current one."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    from cli.index.encoding import read_encoding
    from index.ingest.build import UnreadableFiles, build_index
    from index.model.errors import BuildError, EncoderMissing
    from settings import Settings

    settings = Settings()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    stages: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as bar:

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)

        try:
            report = build_index(
                sources or list(settings.sources),
                out or settings.index_dir,
                encoder=encoder or settings.encoder,
                encoding=read_encoding(settings),
                terms=_KNOWLEDGE / "terms.yml",
                keep_going=keep_going,
                progress=progress,
            )
        except UnreadableFiles as error:
            bar.stop()
            _show_failed(error.failed)
            typer.echo(
                "没有建立新的索引，原有索引不变。改正后重试，或加 --keep-going 跳过这些文件。", err=True
            )
            raise typer.Exit(1) from error
        except (BuildError, EncoderMissing) as error:
            bar.stop()
            typer.echo(f"没有建立新的索引，原有索引不变：{error}", err=True)
            raise typer.Exit(1) from error
    _show(report)


def _show(report: "Report") -> None:
    from index.ingest.succession import some

    for skipped in report.skipped:
        typer.echo(f"略过 {skipped.name}: {skipped.reason}")
    _show_failed(report.failed)
    for note in report.notes:
        typer.echo(note)
    if report.changed:
        removed = f"，移除 {len(report.removed)} 份：{some(report.removed)}" if report.removed else ""
        typer.echo(f"新读取 {report.read} 份，沿用 {report.unchanged} 份{removed}")
    state = "已建立新版本" if report.changed else "没有变化，沿用版本"
    typer.echo(f"{state} {report.version}：{report.documents} 份文件，{report.passages} 个段落")


def _show_failed(failed: "tuple[FailedEntry, ...]") -> None:
    for entry in failed:
        typer.echo(f"不能读取 {entry.path}: {entry.reason}", err=True)
