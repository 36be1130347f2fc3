"""The connectors file (DXE_CONNECTORS): which systems are asked, how, and what their fields mean.

Secrets are not in it: it names the environment variables that hold them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from records.feeds.kinds import KINDS
from records.feeds.kinds.kind import Kind
from records.files.file_problems import problems_in_words

_NAME = re.compile(r"[a-z][a-z0-9-]{0,49}")
_VARIABLE = r"^[A-Z][A-Z0-9_]{0,99}$"
_POINTER = r"^(/[^/]+)+$"


class ConnectorsInvalid(Exception):
    """The connectors file cannot be used; the message says in Chinese where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRule(_Part):
    """Where a field comes from: a place in the record (`from`), or a constant `value`. `map` translates codes.

    `unit` is that of an amount: 元 (default), 万元 or 分.
    """

    place: Annotated[str | None, Field(alias="from", default=None)]
    value: str | None = None
    map: dict[str, str] = {}
    unit: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> FieldRule:
        if (self.place is None) == (self.value is None):
            raise ValueError("from 和 value 要写其中一个")
        return self


class SourceConfig(_Part):
    """What both kinds of sources have. `feeds` names the kind of records; `fields` is our field -> its rule."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    feeds: str
    every_minutes: Annotated[int, Field(ge=1, le=10_080)] = 15
    page_size: Annotated[int, Field(ge=1, le=5_000)] = 500
    fields: Annotated[dict[str, FieldRule], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _short_rules(cls, data: Any) -> Any:
        """Take `number: /caseNo` for `number: {from: /caseNo}`."""
        if isinstance(data, dict) and isinstance(data.get("fields"), dict):
            rules = {
                name: {"from": rule} if isinstance(rule, str) else rule
                for name, rule in data["fields"].items()
            }
            return data | {"fields": rules}
        return data

    @model_validator(mode="after")
    def _known_fields(self) -> SourceConfig:
        kind = KINDS.get(self.feeds)
        if kind is None:
            raise ValueError(f"feeds 应是其中之一：{'、'.join(KINDS)}")
        columns = {column.field: column for column in kind.columns}
        for name, rule in self.fields.items():
            if name not in columns:
                raise ValueError(f"fields 里没有 {name} 这个字段，可用：{'、'.join(columns)}")
            if rule.unit and rule.unit not in columns[name].units:
                raise ValueError(f"{name} 的单位 {rule.unit} 看不懂")
        missing = [
            column.field for column in kind.columns if column.needed and column.field not in self.fields
        ]
        if missing:
            raise ValueError(f"fields 里缺少：{'、'.join(missing)}")
        return self

    @property
    def rows(self) -> Kind:
        """The kind of records that the source gives."""
        return KINDS[self.feeds]


class HttpSource(SourceConfig):
    """A system asked by GET. Pointers are like /data/items; the token goes as `Authorization: Bearer`."""

    kind: Literal["http"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s@]+$", max_length=1_000)]
    plain_http: bool = False
    token_env: Annotated[str | None, Field(pattern=_VARIABLE)] = None
    ca_file: Path | None = None
    parameters: dict[str, str] = {}
    cursor_parameter: Annotated[str, Field(min_length=1)] = "cursor"
    page_size_parameter: str | None = "limit"
    records: Annotated[str, Field(pattern=_POINTER)] = "/records"
    next_cursor: Annotated[str, Field(pattern=_POINTER)] = "/next_cursor"
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    most_pages: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    largest_page_kb: Annotated[int, Field(ge=1, le=65_536)] = 8_192

    @model_validator(mode="after")
    def _encrypted(self) -> HttpSource:
        if self.url.startswith("http://") and not self.plain_http:
            raise ValueError("url 应以 https:// 开头；确在内网用明文的，写明 plain_http: true")
        return self


class SqlSource(SourceConfig):
    """A view of another database, read only. `cursor_column` grows; `key_column` tells rows of one cursor apart."""

    kind: Literal["sql"]
    url_env: Annotated[str, Field(pattern=_VARIABLE)]
    view: Annotated[str, Field(pattern=r"^[^\s;'\"]+$", max_length=200)]
    cursor_column: Annotated[str, Field(min_length=1, max_length=100)]
    cursor_type: Literal["integer", "text", "timestamp"] = "integer"
    key_column: str | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    most_pages: Annotated[int, Field(ge=1, le=100_000)] = 1_000


class _File(_Part):
    sources: dict[str, Annotated[HttpSource | SqlSource, Field(discriminator="kind")]]


def read_connectors(path: Path) -> dict[str, HttpSource | SqlSource]:
    """Return the sources of a connectors file by name. Raises ConnectorsInvalid."""
    try:
        sources = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).sources
    except OSError as problem:
        raise ConnectorsInvalid(f"{path}：读不了（{problem.strerror}）。") from problem
    except UnicodeDecodeError as problem:
        raise ConnectorsInvalid(f"{path}：不是 UTF-8 文字，请另存为 UTF-8。") from problem
    except yaml.YAMLError as problem:
        raise ConnectorsInvalid(f"{path}：不是 YAML（{_place(problem)}），请检查缩进和冒号。") from problem
    except ValidationError as problem:
        raise ConnectorsInvalid(f"{path}：{_in_words(problem)}。") from problem
    for name in sources:
        if not _NAME.fullmatch(name):
            raise ConnectorsInvalid(f"{path}：名字“{name[:60]}”只能用小写字母、数字和连字符，以字母开头。")
    return sources


def secret_of(variable: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return what an environment variable holds, None where it is unset or blank."""
    return environment.get(variable, "").strip() or None


def _in_words(problem: ValidationError) -> str:
    told = zip(problems_in_words(problem), problem.errors(), strict=True)
    return "；".join(
        f"{place}：{'kind 只能是 http、sql' if error['type'].startswith('union_tag') else reason}"
        for (place, reason), error in told
    )


def _place(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    return f"第 {mark.line + 1} 行附近" if mark is not None else "内容看不懂"
