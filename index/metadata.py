"""A document's standing: front matter, else a side-car .yml, else its own letterhead and text."""

from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from index.document import Metadata, Source
from index.errors import DocumentError
from index.infer import infer
from index.places import Gazetteer

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATES = {"issued_on", "effective_from", "effective_to"}
_LISTS = {"audience", "related"}
_SKIPPED = {"inferred", "sources"}


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The YAML between the first two lines of ---, and the text under it. Raises DocumentError for broken YAML."""
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---")
    if not mark:
        return {}, text
    return _load(head, name), body.partition("\n")[2]


def read_sidecar(path: Path, name: str) -> dict[str, Any]:
    """What `FILE.yml` beside the file says (方案.docx -> 方案.docx.yml or 方案.yml); {} when there is none."""
    for candidate in (path.with_name(path.name + ".yml"), path.with_suffix(".yml")):
        if candidate.is_file() and not candidate.is_symlink():
            return _load(candidate.read_text("utf-8"), name)
    return {}


def make_metadata(stated: dict[str, Any], text: str, gazetteer: Gazetteer, name: str) -> Metadata:
    """Metadata of a document. A field that a person stated is never replaced by an inferred one.

    Raises DocumentError when a date is not YYYY-MM-DD or the region is no division.
    """
    known = {key: _value(key, value, name) for key, value in stated.items() if value not in (None, "", [])}
    region = known.get("region")
    if region is not None and not gazetteer.divisions.is_region(region):
        raise DocumentError(name, f"region: 不是行政区划：{region}（写法如 浙江省/杭州市/萧山区，或 全国）")
    is_guide = "id" in known and "title" in known
    found = (
        {} if is_guide else {key: value for key, value in infer(text, gazetteer).items() if key not in known}
    )
    names = {item.name for item in fields(Metadata)} - _SKIPPED
    values = {key: value for key, value in (known | found).items() if key in names}
    return Metadata(**values, sources=_sources(stated.get("sources")), inferred=tuple(sorted(found)))


def _load(text: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise DocumentError(name, "开头的说明（front matter 或 .yml）不是有效的 YAML") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise DocumentError(name, "开头的说明（front matter 或 .yml）应是“字段: 内容”")
    return {str(key): value for key, value in data.items()}


def _value(key: str, value: Any, name: str) -> Any:
    if key in _DATES:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise DocumentError(name, f"{key}: 日期应写成 YYYY-MM-DD：{value}") from error
    if key in _LISTS:
        return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
    return str(value) if not isinstance(value, list | dict) else value


def _sources(value: Any) -> tuple[Source, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(
        Source(str(entry.get("title", "")), *(_text(entry, key) for key in ("issuer", "number", "url")))
        for entry in entries
        if isinstance(entry, dict)
    )


def _text(entry: dict[str, Any], key: str) -> str | None:
    return str(entry[key]) if entry.get(key) else None
