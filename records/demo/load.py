"""Loads the demo data, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.catalogue.service_items import CatalogueItem, sync_service_items
from records.demo.cases import add_cases
from records.demo.credit import add_credit_events
from records.demo.enterprises import add_enterprises
from records.demo.registers import add_register_entries
from records.demo.vouchers import add_vouchers
from records.models import (
    Base,
    Case,
    Contact,
    CreditEvent,
    DemoLoad,
    Enterprise,
    ServiceItem,
    VoucherBatch,
)
from records.storage.upsert import insert_if_absent

_SEED = 20260101
_SAMPLES = 3


@dataclass(frozen=True)
class DemoSample:
    """An enterprise to try binding with."""

    name: str
    uscc: str
    phone: str


@dataclass(frozen=True)
class DemoSummary:
    """What the demo data hold; `is_new` is False when they were there already, made for `as_of`."""

    as_of: date
    is_new: bool
    enterprises: int
    cases: int
    voucher_batches: int
    credit_events: int
    samples: tuple[DemoSample, ...]


def load_demo(session: Session, catalogue: list[CatalogueItem], *, as_of: date, now: datetime) -> DemoSummary:
    """Load the demo data made for a day, unless some are there; the same day gives the same data.

    The service items are brought up to date with the catalogue each time.
    """
    sync_service_items(session, catalogue)
    is_new = insert_if_absent(session, DemoLoad, {"id": 1, "as_of": as_of, "loaded_at": now}, ["id"])
    if is_new:
        random = Random(_SEED)  # noqa: S311 - sample data, not a secret
        enterprises = add_enterprises(session, random, now)
        items = session.scalars(
            select(ServiceItem).where(ServiceItem.is_current).order_by(ServiceItem.code)
        ).all()
        add_cases(session, random, enterprises, items, as_of)
        add_vouchers(session, random, enterprises, as_of)
        add_credit_events(session, random, enterprises, as_of, now)
        add_register_entries(session, enterprises, as_of, now)
    loaded = session.get_one(DemoLoad, 1)
    return DemoSummary(
        loaded.as_of,
        is_new,
        _count(session, Enterprise),
        _count(session, Case),
        _count(session, VoucherBatch),
        _count(session, CreditEvent),
        _samples(session),
    )


def _samples(session: Session) -> tuple[DemoSample, ...]:
    rows = session.execute(
        select(Enterprise.name, Enterprise.uscc, func.min(Contact.phone))
        .join(Contact)
        .where(Enterprise.is_sample)
        .group_by(Enterprise.id, Enterprise.name, Enterprise.uscc)
        .order_by(Enterprise.id)
        .limit(_SAMPLES)
    )
    return tuple(DemoSample(name, uscc, phone) for name, uscc, phone in rows)


def _count(session: Session, model: type[Base]) -> int:
    return session.scalars(select(func.count()).select_from(model)).one()
