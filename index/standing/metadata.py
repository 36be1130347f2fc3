"""A document's standing: front matter, else a side-car .yml, else its own letterhead and text."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from index.lexicon.places import Gazetteer
from index.model.document import Metadata, Source
from index.model.errors import DocumentError
from index.standing.infer import infer
from index.text.document_numbers import find_number

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATES = {"issued_on", "effective_from", "effective_to"}
_LISTS = {"audience", "related", "supersedes"}
_SET_BY_THE_BUILD = {"inferred", "replaced_on"}
_KNOWN = {item.name for item in fields(Metadata)} - _SET_BY_THE_BUILD
AUDIENCES = {
    "enterprise": "enterprise",
    "企业": "enterprise",
    "institution": "institution",
    "高校": "institution",
    "事业单位": "institution",
    "科研院所": "institution",
    "individual": "individual",
    "个人": "individual",
}
_REVIEWS = {"draft", "approved"}

Stated = Mapping[str, Any]


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The YAML between the first two lines of ---, and the text under it. Raises DocumentError for broken YAML."""
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---")
    if not mark:
        return {}, text
    return _load(head, name), body.partition("\n")[2]


def sidecars_of(path: Path) -> tuple[Path, Path]:
    """Where a description of the file may lie, first choice first: 方案.docx.yml, 方案.yml."""
    return path.with_name(path.name + ".yml"), path.with_suffix(".yml")


def find_sidecar(path: Path) -> Path | None:
    """The side-car that describes the file, or None."""
    found = (side for side in sidecars_of(path) if side != path and side.is_file() and not side.is_symlink())
    return next(found, None)


def parse_sidecar(data: bytes, name: str) -> dict[str, Any]:
    """What a side-car says. Raises DocumentError naming the side-car and the field for one that is not understood."""
    try:
        stated = _load(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise DocumentError(name, "说明文件应以 UTF-8 保存") from error
    if unknown := sorted(stated.keys() - _KNOWN):
        raise DocumentError(name, f"{unknown[0]}: 没有这个字段（可用：{'、'.join(sorted(_KNOWN))}）")
    for key, value in stated.items():
        _check(key, value, name)
    return stated


def unknown_fields(stated: Stated) -> tuple[str, ...]:
    """Fields of front matter that mean nothing here."""
    return tuple(sorted(stated.keys() - _KNOWN))


def make_metadata(stated: Stated, text: str, gazetteer: Gazetteer, name: str) -> Metadata:
    """Metadata of a document. A field that a person stated is never replaced by an inferred one.

    Raises DocumentError when a date is not YYYY-MM-DD, the region is no division, or it ends before it begins.
    """
    known = {key: _value(key, value, name) for key, value in stated.items() if value not in (None, "", [])}
    region = known.get("region")
    if region is not None and not gazetteer.divisions.is_region(region):
        raise DocumentError(name, f"region: 不是行政区划：{region}（写法如 浙江省/杭州市/萧山区，或 全国）")
    begins, ends = known.get("effective_from"), known.get("effective_to")
    if begins is not None and ends is not None and ends < begins:
        raise DocumentError(name, f"effective_to: 失效日期 {ends} 早于生效日期 {begins}")
    is_guide = "id" in known and "title" in known
    found = (
        {} if is_guide else {key: value for key, value in infer(text, gazetteer).items() if key not in known}
    )
    if not _in_order(known | found):
        found = {key: value for key, value in found.items() if key not in {"effective_from", "effective_to"}}
    values = {key: value for key, value in (known | found).items() if key in _KNOWN - {"sources"}}
    return Metadata(**values, sources=_sources(stated.get("sources")), inferred=tuple(sorted(found)))


def _in_order(values: Stated) -> bool:
    begins, ends = values.get("effective_from"), values.get("effective_to")
    return begins is None or ends is None or begins <= ends


def _load(text: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except ValueError as error:
        raise DocumentError(
            name, "开头的说明（front matter 或 .yml）里有不存在的日期，或过长的数字"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError(name, "开头的说明（front matter 或 .yml）不是有效的 YAML") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise DocumentError(name, "开头的说明（front matter 或 .yml）应是“字段: 内容”")
    return {str(key): value for key, value in data.items()}


def _check(key: str, value: Any, name: str) -> None:
    """Raises DocumentError for a value of a side-car that cannot be what its field holds."""
    if value is None:
        return
    checks: dict[str, Callable[[Any], str | None]] = {
        "audience": _wrong_audience,
        "review": lambda v: None if v in _REVIEWS else "应是 draft 或 approved",
        "document_number": lambda v: (
            None if find_number(str(v)) else "不像文号（写法如 国科发火〔2016〕32号）"
        ),
        "sources": lambda v: (
            None if isinstance(v, list) and all(map(_is_source, v)) else "应是列表，每项有 title"
        ),
    }
    is_plain = isinstance(value, str | int | float | date) and not isinstance(value, bool)
    if key in _LISTS - {"audience"}:
        wrong = None if is_plain or (isinstance(value, list) and value) else "应是一项或几项文字"
    elif key in checks:
        wrong = checks[key](value)
    else:
        wrong = None if is_plain else "应是一行文字"
    if wrong:
        raise DocumentError(name, f"{key}: {wrong}：{value}")


def _wrong_audience(value: Any) -> str | None:
    listed = value if isinstance(value, list) else [value]
    return None if all(str(item) in AUDIENCES for item in listed) else f"应取自 {'、'.join(AUDIENCES)}"


def _is_source(entry: Any) -> bool:
    return isinstance(entry, dict) and bool(entry.get("title"))


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
        listed = tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
        return tuple(AUDIENCES.get(item, item) for item in listed) if key == "audience" else listed
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
