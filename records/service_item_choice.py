"""Which service item (事项) a message means, of those of the topics it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import ServiceItem
from records.search_terms import name_terms

NATIONWIDE = "全国"


@dataclass(frozen=True)
class ServiceItemChoice:
    """A service item by its code, with its name and topic."""

    code: str
    name: str
    topic: str


def choose_service_item(
    session: Session, topics: Sequence[str], words: str, region: str | None
) -> ServiceItemChoice | None:
    """Return the item that a message means; None where its topics have none.

    The first topic with an item counts. Of several, one that serves the region goes before others, then the one whose
    name has most in common with the words (项目验收 or 项目申报), then the order of the catalogue.
    """
    query = select(ServiceItem).where(ServiceItem.topic.in_(sorted(set(topics))), ServiceItem.is_current)
    items = session.scalars(query.order_by(ServiceItem.id)).all()
    said = name_terms(words)
    for topic in topics:
        held = [item for item in items if item.topic == topic]
        if held:
            best = max(
                held,
                key=lambda item: (_serves(item.region, region), len(said & name_terms(item.name)), -item.id),
            )
            return ServiceItemChoice(best.code, best.name, topic)
    return None


def _serves(of_item: str | None, region: str | None) -> bool:
    if region is None or of_item in (None, NATIONWIDE):
        return True
    return f"{region}/".startswith(f"{of_item}/")
