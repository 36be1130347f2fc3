"""A document and what is known about its standing."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from index.text.document_numbers import year_of_number


@dataclass(frozen=True)
class Source:
    """Where a guide's facts were read."""

    title: str
    issuer: str | None = None
    number: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Metadata:
    """A document's standing. What is not stated is None; `inferred` names the fields read from letterhead and text.

    `supersedes` names documents that this one does away with: 《…》（示科〔2018〕3号）. `superseded_by` is the id or
    path of the document that took its place, `replaced_on` the day it did; a build finds them among its documents.
    """

    title: str
    id: str | None = None
    topic: str | None = None
    region: str | None = None
    issued_by: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    superseded_by: str | None = None
    replaced_on: date | None = None
    supersedes: tuple[str, ...] = ()
    review: str | None = None
    service_item: str | None = None
    audience: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    inferred: tuple[str, ...] = ()

    @property
    def is_guide(self) -> bool:
        """Whether the document was written as a guide of knowledge/ (it bears an id and a topic)."""
        return self.id is not None and self.topic is not None

    @property
    def url(self) -> str | None:
        """The page of its first source that has one."""
        return next((source.url for source in self.sources if source.url), None)

    def is_valid_between(self, start: date, end: date) -> bool:
        """Whether the document can have been in force on some day of [start, end]. Unknown dates do not exclude it."""
        begins = self.earliest
        return not (
            (begins is not None and begins > end)
            or (self.effective_to is not None and self.effective_to < start)
            or (self.replaced_on is not None and self.replaced_on <= start)
        )

    @property
    def begins(self) -> date | None:
        """The first day it holds, as far as known: of effect, else of issue."""
        return self.effective_from or self.issued_on

    @property
    def earliest(self) -> date | None:
        """The earliest day it can hold from: where no day is known, the first of the year its number bears."""
        if self.begins is not None or self.document_number is None:
            return self.begins
        year = year_of_number(self.document_number)
        return date(year, 1, 1) if year else None


@dataclass(frozen=True)
class Document:
    """A file read and converted. `path` is relative to its source folder; `text` is structured text (Markdown)."""

    path: str
    text: str
    metadata: Metadata
    checksum: str = ""
    warnings: tuple[str, ...] = field(default=())


_DATES = frozenset({"issued_on", "effective_from", "effective_to", "replaced_on"})
_LISTS = frozenset({"audience", "related", "inferred", "supersedes"})


def metadata_to_row(metadata: Metadata) -> dict[str, Any]:
    """Metadata as JSON holds it: dates as YYYY-MM-DD, without the fields that say nothing."""
    row = {item.name: getattr(metadata, item.name) for item in fields(Metadata)}
    row["sources"] = [vars(source) for source in metadata.sources]
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if value not in (None, (), [])
    }


def metadata_from_row(row: dict[str, Any]) -> Metadata:
    """The metadata that metadata_to_row wrote."""
    values = dict(row)
    for name in _DATES & values.keys():
        values[name] = date.fromisoformat(values[name])
    for name in _LISTS & values.keys():
        values[name] = tuple(values[name])
    values["sources"] = tuple(Source(**source) for source in values.get("sources", ()))
    return Metadata(**values)
