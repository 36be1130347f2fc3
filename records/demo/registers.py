"""Register entries of the demo: in force, run out, removed, and two that are much alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from contracts.lookup import Register
from records.demo.enterprises import region_of
from records.models import Enterprise
from records.registers.entries import record_register_entry

_DOCUMENT = "样例名单〔{year}〕{number}号"
_THREE_YEARS = 3 * 365


@dataclass(frozen=True)
class _Listed:
    """Which enterprise, on which register, how many days ago, for how long, and when it was removed."""

    enterprise: int
    register: Register
    days_ago: int
    valid_days: int | None = _THREE_YEARS
    removed_days_ago: int | None = None
    level: str | None = None


_ENTRIES = (
    _Listed(0, "high_tech_enterprise", 400),
    _Listed(1, "high_tech_enterprise", 1_060),
    _Listed(2, "high_tech_enterprise", 1_500),
    _Listed(3, "high_tech_enterprise", 700, removed_days_ago=90),
    _Listed(4, "high_tech_enterprise", 30),
    _Listed(5, "high_tech_enterprise", 1_400),
    _Listed(5, "high_tech_enterprise", 200),
    _Listed(6, "incubator", 900, valid_days=None, level="国家级"),
    _Listed(7, "incubator", 500, valid_days=None, level="省级"),
    _Listed(8, "incubator", 300, valid_days=None, level="市级"),
    _Listed(9, "science_commissioner", 250, valid_days=730, level="市级"),
    _Listed(0, "science_commissioner", 100, valid_days=730, level="市级"),
)


def add_register_entries(
    session: Session, enterprises: Sequence[Enterprise], as_of: date, now: datetime
) -> int:
    """Store the entries and return how many."""
    for number, listed in enumerate(_ENTRIES, start=1):
        enterprise = enterprises[listed.enterprise]
        listed_on = as_of - timedelta(days=listed.days_ago)
        is_certified = listed.register == "high_tech_enterprise"
        record_register_entry(
            session,
            listed.register,
            name=enterprise.name,
            uscc=enterprise.uscc,
            region=enterprise.region,
            level=listed.level,
            certificate_number=f"样例{region_of(enterprise).letters}{listed_on.year}{number:08d}"
            if is_certified
            else None,
            listed_on=listed_on,
            valid_to=None if listed.valid_days is None else listed_on + timedelta(days=listed.valid_days),
            removed_on=None
            if listed.removed_days_ago is None
            else as_of - timedelta(days=listed.removed_days_ago),
            document=_DOCUMENT.format(year=listed_on.year, number=number),
            is_sample=True,
            now=now,
        )
    return len(_ENTRIES)
