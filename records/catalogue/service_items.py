"""Service items (事项), kept the same as knowledge/catalogue.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.due_dates import limits_of, refresh_due_dates
from records.models import ServiceItem


class CatalogueInvalid(Exception):
    """The catalogue cannot be read; the message says where and why."""


_Days = Annotated[int | None, Field(ge=0, le=3660)]


class CatalogueItem(BaseModel):
    """One item of the catalogue; time limits in working days. Fields for other readers are let pass.

    `acceptance_working_days`: unless a supplement is asked for within them, the application counts as accepted on the
    day it was received (行政许可法 第三十二条). `approved_on_timeout`: no decision in time counts as approval, which
    `timeout_source` says; `time_limit_source` is that of the limits.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: str
    name: str
    guide: str | None = None
    region: str | None = None
    statutory_working_days: _Days = None
    promised_working_days: _Days = None
    acceptance_working_days: _Days = None
    time_limit_source: str | None = None
    approved_on_timeout: bool = False
    timeout_source: str | None = None
    section: str | None = None
    sample: bool = False
    contact: str | None = None
    topic: str | None = None

    @model_validator(mode="after")
    def _timeout_has_a_source(self) -> CatalogueItem:
        if self.approved_on_timeout and not self.timeout_source:
            raise ValueError(f"{self.code}: approved_on_timeout needs its timeout_source")
        return self


class _Catalogue(BaseModel):
    items: list[CatalogueItem]


def read_catalogue(knowledge: Path) -> list[CatalogueItem]:
    """Return the items of `catalogue.yml` in a knowledge folder. An item's topic is the folder of its guide.

    Raises CatalogueInvalid.
    """
    path = knowledge / "catalogue.yml"
    try:
        items = _Catalogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).items
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise CatalogueInvalid(f"{path}: {error}") from error
    topics = {guide.stem: guide.parent.name for guide in (knowledge / "guides").glob("*/*.md")}
    return [item.model_copy(update={"topic": item.topic or topics.get(item.guide or "")}) for item in items]


def sync_service_items(
    session: Session, items: list[CatalogueItem], calendar: WorkingDays | None = None
) -> int:
    """Add and change service items to be those of the catalogue; return how many there are.

    An item that is gone from it stays, because cases refer to it, but is no longer current. Where a time limit has
    changed, the due days of the item's open cases follow; `calendar`: by default that of the database.
    """
    known = {row.code: row for row in session.scalars(select(ServiceItem))}
    session.execute(update(ServiceItem).values(is_current=False))
    changed: list[ServiceItem] = []
    for item in items:
        row = known.get(item.code) or ServiceItem(code=item.code)
        limits = limits_of(row)
        _fill(row, item)
        session.add(row)
        if item.code in known and limits_of(row) != limits:
            changed.append(row)
    session.flush()
    if changed:
        refresh_due_dates(
            session,
            calendar or load_calendar(session, WorkingDays()),
            service_item_ids=[row.id for row in changed],
        )
    return len(items)


def _fill(row: ServiceItem, item: CatalogueItem) -> None:
    row.name, row.topic, row.guide, row.region = item.name, item.topic, item.guide, item.region
    row.statutory_days, row.promised_days = item.statutory_working_days, item.promised_working_days
    row.acceptance_days, row.time_limit_source = item.acceptance_working_days, item.time_limit_source
    row.approved_on_timeout, row.timeout_source = item.approved_on_timeout, item.timeout_source
    row.section, row.section_is_sample = item.section, item.sample
    row.contact, row.is_current = item.contact, True
