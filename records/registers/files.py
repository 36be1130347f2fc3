"""Reads knowledge/registers/*.yml: district contacts and external services, each with the document that says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from records.files.file_problems import problems_in_words

FOLDER = "registers"
CONTACTS_FILE = "district_contacts.yml"
SERVICES_FILE = "external_services.yml"


class RegisterFileInvalid(Exception):
    """A file of knowledge/registers cannot be used. `problems` are (place, reason in Chinese)."""

    def __init__(self, file: str, problems: list[tuple[str, str]]) -> None:
        super().__init__("；".join(f"{file}:{place}: {reason}" for place, reason in problems))
        self.file = file
        self.problems = problems


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(_Part):
    """The document that states what a file holds."""

    title: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    number: str | None = None
    issued_on: date | None = None
    url: str | None = None
    read_from: str | None = None
    read_on: date

    def cite(self) -> str:
        """Return 《…》（number）."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


class ContactRow(_Part):
    """One district of a table."""

    district: str = Field(min_length=1)
    leader: str = Field(min_length=1)
    section: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    phone: str | None = None


class ContactTable(_Part):
    """The district contacts of one bureau."""

    region: str = Field(min_length=1)
    document: Document
    districts: list[ContactRow] = Field(min_length=1)


class ServiceRow(_Part):
    """One kind of external business; `covers` where the document speaks of several without naming them."""

    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    section: str | None = None
    days_before: int | None = Field(default=None, ge=0)
    days_after: int | None = Field(default=None, ge=0)
    simplified: str | None = None
    covers: int = Field(default=1, ge=1)


class ServiceList(_Part):
    """The external services of one bureau; `of_total`: how many it has counted."""

    region: str = Field(min_length=1)
    of_total: int | None = Field(default=None, ge=1)
    document: Document
    services: list[ServiceRow] = Field(min_length=1)


class _Contacts(_Part):
    tables: list[ContactTable]


class _Services(_Part):
    lists: list[ServiceList]


T = TypeVar("T", bound=BaseModel)


def read_district_contacts(knowledge: Path) -> list[ContactTable]:
    """Return the tables of a knowledge folder, none where there is no file. Raises RegisterFileInvalid."""
    found = _read(knowledge / FOLDER / CONTACTS_FILE, _Contacts)
    tables = found.tables if found else []
    _refuse_repeated(
        CONTACTS_FILE, [f"{table.region} {row.district}" for table in tables for row in table.districts]
    )
    return tables


def read_external_services(knowledge: Path) -> list[ServiceList]:
    """Return the lists of a knowledge folder, none where there is no file. Raises RegisterFileInvalid."""
    found = _read(knowledge / FOLDER / SERVICES_FILE, _Services)
    lists = found.lists if found else []
    _refuse_repeated(SERVICES_FILE, [row.code for each in lists for row in each.services])
    return lists


def _read(path: Path, model: type[T]) -> T | None:
    if not path.is_file():
        return None
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise RegisterFileInvalid(path.name, [("-", "不是有效的 UTF-8 YAML")]) from problem
    except ValidationError as problem:
        raise RegisterFileInvalid(path.name, problems_in_words(problem)) from problem


def _refuse_repeated(file: str, keys: list[str]) -> None:
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise RegisterFileInvalid(file, [("-", f"重复：{key}") for key in repeated])
