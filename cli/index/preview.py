"""`dxe index preview`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.ingest.preview import Preview
    from index.lexicon.terms import Terms

_FIELDS = {
    "title": "标题",
    "document_number": "文号",
    "issued_by": "发文机关",
    "region": "适用地区",
    "issued_on": "发文日期",
    "effective_from": "生效日期",
    "effective_to": "失效日期",
    "supersedes": "废止的文件",
    "superseded_by": "被替代",
    "audience": "对象",
    "topic": "主题",
    "service_item": "事项",
}
_AUDIENCES = {"enterprise": "企业", "institution": "高校、院所和事业单位", "individual": "个人"}


def preview(
    file: Annotated[Path, typer.Argument(help="The file (or zipped folder) to look at.")],
    index: Annotated[
        Path | None, typer.Option(help="Index folder to compare with; default: the setting's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the metadata and the passages that a file would give the index. Nothing is written."""
    from index.answering.today import china_today
    from index.ingest.preview import preview_file
    from index.ingest.sources import find_files
    from index.model.errors import BuildError, DocumentError

    try:
        found = find_files([file])
    except BuildError as error:
        typer.echo(error.reason, err=True)
        raise typer.Exit(1) from error
    refused = [(error.path, error.reason) for error in found.failed]
    refused += [(skipped.name, skipped.reason) for skipped in found.skipped]
    version, terms = _current(index)
    shown: list[dict[str, Any]] = []
    for source in found.files:
        try:
            seen = preview_file(source, china_today(), version, terms)
        except DocumentError as error:
            refused.append((error.path, error.reason))
            continue
        shown.append(_as_row(seen))
        if not as_json:
            _show(seen)
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    for name, reason in refused:
        typer.echo(f"不能读取 {name}: {reason}", err=True)
    if refused or not shown:
        raise typer.Exit(1)


def _current(index: Path | None) -> "tuple[Path | None, Terms]":
    """The folder and the terms of the version to compare with; none where no index is named and there is none yet."""
    from index.lexicon.terms import Terms, load_terms
    from index.model.errors import IndexMissing
    from index.version.versions import Versions
    from settings import Settings

    try:
        version = Versions(index or Settings().index_dir).current_folder()
    except IndexMissing as error:
        if index is None:
            return None, Terms()
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    return version, load_terms(version / "terms.yml")


def _as_row(seen: "Preview") -> dict[str, Any]:
    from index.model.document import metadata_to_row

    return {
        "document": seen.path,
        "metadata": metadata_to_row(seen.metadata),
        "warnings": list(seen.warnings),
        "passages": [
            {
                "anchor": passage.anchor,
                "path": list(passage.path),
                "kind": passage.kind,
                "length": len(passage.text),
                "text": passage.text,
                "context": passage.context,
            }
            for passage in seen.passages
        ],
    }


def _show(seen: "Preview") -> None:
    typer.echo(f"# {seen.path}")
    for field, name in _FIELDS.items():
        value = getattr(seen.metadata, field)
        if not value:
            continue
        listed = (
            [_AUDIENCES.get(str(item), str(item)) for item in value]
            if isinstance(value, tuple)
            else [str(value)]
        )
        typer.echo(
            f"{name}：{'、'.join(listed)}{'（由原文识别）' if field in seen.metadata.inferred else ''}"
        )
    for warning in seen.warnings:
        typer.echo(f"注意：{warning}")
    for number, passage in enumerate(seen.passages, start=1):
        path = " > ".join(passage.path)
        typer.echo(
            f"\n[{number}] {passage.anchor}（{_KINDS[passage.kind]}，{len(passage.text)} 字）{path}\n{passage.text}"
        )
    typer.echo(f"\n共 {len(seen.passages)} 个段落\n")


_KINDS = {
    "text": "正文",
    "list": "列表",
    "steps": "步骤",
    "row": "表格的一行",
    "table": "整张表",
    "question": "问答",
}
