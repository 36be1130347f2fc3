"""Which service items (事项) a message means, by the topics it names and by its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.enterprises.search_terms import fold_name, name_terms
from records.models import ServiceItem

NATIONWIDE = "全国"
_SHORTEST_PART = 3  # characters; two are also in 申请, 企业 and other words of any message


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


def list_named_items(session: Session, topics: Sequence[str], words: str) -> Sequence[ServiceItemChoice]:
    """Return the items, former ones too, that a message is about; none where it is about none.

    Those of its topics; of a topic with several, those whose names have the longest part in the words (项目验收, and
    not 项目申报). Without a topic those of any (外国人 is of 外国人来华工作许可). A part has at least three characters.
    """
    items = session.scalars(select(ServiceItem).order_by(ServiceItem.id)).all()
    said = fold_name(words)
    of_topics = [[item for item in items if item.topic == topic] for topic in dict.fromkeys(topics)]
    if any(of_topics):
        found = [item for held in of_topics for item in _nearest(held, said) or held]
    else:
        found = _nearest(items, said)
    return [ServiceItemChoice(item.code, item.name, item.topic or "") for item in found]


def _nearest(items: Sequence[ServiceItem], said: str) -> list[ServiceItem]:
    parts = {item.id: _longest_part(fold_name(item.name), said) for item in items}
    longest = max(parts.values(), default=0)
    return [item for item in items if parts[item.id] == longest] if longest >= _SHORTEST_PART else []


def _longest_part(name: str, said: str) -> int:
    return SequenceMatcher(None, name, said, autojunk=False).find_longest_match().size


def _serves(of_item: str | None, region: str | None) -> bool:
    if region is None or of_item in (None, NATIONWIDE):
        return True
    return f"{region}/".startswith(f"{of_item}/")
