"""Enterprises and service items that records refer to, looked up by the chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.cases.deadlines import Limits
from records.enterprises.enterprises import pinyin_initials
from records.enterprises.search_terms import enterprise_terms, fold_name
from records.feeds.changes import Changes, Ids, Shape
from records.feeds.reading import Record
from records.models import Enterprise, EnterpriseTerm, ServiceItem

ENTERPRISE = Shape(
    Enterprise, ("id", "uscc", "name", "pinyin_initials", "region", "address", "is_sample", "created_at")
)
TERM = Shape(EnterpriseTerm, ("term", "enterprise_id"))


@dataclass(frozen=True, slots=True)
class KnownEnterprise:
    """An enterprise as it is stored."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A service item: its name, section and time limits."""

    id: int
    name: str
    section: str | None
    limits: Limits


def plan_enterprise(
    changes: Changes, ids: Ids, *, uscc: str, name: str, region: str, address: str | None, now: datetime
) -> int:
    """Plan a new enterprise with its search terms and return its id."""
    enterprise_id = ids.take(Enterprise)
    initials = pinyin_initials(name)
    changes.insert(ENTERPRISE, (enterprise_id, uscc, name, initials, region, address, False, now))
    changes.insert_all(TERM, ((term, enterprise_id) for term in enterprise_terms(name, initials)))
    return enterprise_id


class Enterprises:
    """The enterprises that the records of a chunk name; one that a record describes is added."""

    def __init__(self, session: Session, ids: Ids, now: datetime) -> None:
        self._session = session
        self._ids = ids
        self._now = now
        self._known: dict[str, KnownEnterprise] = {}

    def load(self, records: Sequence[Record]) -> None:
        """Look up the usccs of the records; add enterprises of which a record gives name and region."""
        wanted = {record.get("uscc") for record in records} - {None}
        rows = self._session.execute(
            select(Enterprise.uscc, Enterprise.id, Enterprise.name).where(Enterprise.uscc.in_(sorted(wanted)))
        )
        self._known = {row.uscc: KnownEnterprise(row.id, row.name) for row in rows}
        changes = Changes()
        for record in records:
            uscc, name, region = (record.get(part) for part in ("uscc", "enterprise", "enterprise_region"))
            if uscc is not None and uscc not in self._known and name and region:
                enterprise_id = plan_enterprise(
                    changes, self._ids, uscc=uscc, name=name, region=region, address=None, now=self._now
                )
                self._known[uscc] = KnownEnterprise(enterprise_id, name)
        changes.write(self._session, (Enterprise, EnterpriseTerm))

    def find(self, uscc: str) -> KnownEnterprise | None:
        """Return an enterprise of the chunk."""
        return self._known.get(uscc)

    def fault(self, record: Record) -> tuple[str, str] | None:
        """Return what is wrong with a record's enterprise: a field and a message; None if nothing is."""
        uscc = record.get("uscc")
        if uscc is None:
            return None
        known = self._known.get(uscc)
        if known is None:
            return (
                "uscc",
                "系统中没有这家企业：请先导入企业，或在本文件中填上企业名称和企业所在地区。",
            )
        name = record.get("enterprise")
        if name is not None and fold_name(name) != fold_name(known.name):
            return (
                "enterprise",
                f"与代码不符：系统中这个代码的企业是“{known.name}”，请核对代码和名称。",
            )
        return None


class ServiceItems:
    """The service items, by code and by name; looked up once."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, list[KnownItem]] = {}
        self._asked: dict[str, list[KnownItem]] = {}
        for row in session.scalars(select(ServiceItem).order_by(ServiceItem.code)):
            item = KnownItem(row.id, row.name, row.section, _limits(row))
            for name in {fold_name(row.code), fold_name(row.name)}:
                self._by_name.setdefault(name, []).append(item)
        self._by_id = {item.id: item for items in self._by_name.values() for item in items}

    def list(self, name: str) -> list[KnownItem]:
        """Return the items of a code or name."""
        if name not in self._asked:
            self._asked[name] = self._by_name.get(fold_name(name), [])
        return self._asked[name]

    def get(self, item_id: int) -> KnownItem:
        """Return an item by its row id."""
        return self._by_id[item_id]


def _limits(row: Any) -> Limits:
    return Limits(row.statutory_days, row.promised_days, row.acceptance_days)
