"""Service items (事项), kept the same as knowledge/catalogue.yml."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.models import ServiceItem


class CatalogueInvalid(Exception):
    """The catalogue cannot be read; the message says where and why."""


class CatalogueItem(BaseModel):
    """One item of the catalogue; time limits in working days. Fields for other readers are let pass."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: str
    name: str
    guide: str | None = None
    region: str | None = None
    statutory_working_days: int | None = None
    promised_working_days: int | None = None
    section: str | None = None
    sample: bool = False
    contact: str | None = None
    topic: str | None = None


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


def sync_service_items(session: Session, items: list[CatalogueItem]) -> int:
    """Add and change service items to be those of the catalogue; return how many there are.

    An item that is gone from it stays, because cases refer to it, but is no longer current.
    """
    known = {row.code: row for row in session.scalars(select(ServiceItem))}
    session.execute(update(ServiceItem).values(is_current=False))
    for item in items:
        row = known.get(item.code) or ServiceItem(code=item.code)
        row.name, row.topic, row.guide, row.region = item.name, item.topic, item.guide, item.region
        row.statutory_days, row.promised_days = item.statutory_working_days, item.promised_working_days
        row.section, row.section_is_sample = item.section, item.sample
        row.contact, row.is_current = item.contact, True
        session.add(row)
    session.flush()
    return len(items)
