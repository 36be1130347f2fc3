"""Enterprises and their contacts: added, and found by uscc."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.enterprises.search_terms import write_search_terms
from records.models import Contact, ContactRole, Enterprise
from records.values.uscc import UsccInvalid, normalise_uscc

__all__ = [
    "UsccInvalid",
    "find_enterprise",
    "normalise_uscc",
    "pinyin_initials",
    "record_contact",
    "record_enterprise",
    "rename_enterprise",
]


def pinyin_initials(name: str) -> str:
    """Return the capital initials of a name's pinyin, other letters as they are: 杭州A1 -> HZA1."""
    from pypinyin.seg.simpleseg import seg  # its tables take long to import

    return "".join(_initials(piece) for piece in seg(name))[:200]


@lru_cache(maxsize=50_000)
def _initials(piece: str) -> str:
    """Return the initials of a word as pypinyin divides names: the same few words make most of them."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(piece, style=Style.FIRST_LETTER)
    return "".join(character for part in parts for character in part if character.isalnum()).upper()


def record_enterprise(
    session: Session,
    *,
    uscc: str,
    name: str,
    region: str,
    now: datetime,
    address: str | None = None,
    is_sample: bool = False,
) -> Enterprise:
    """Add an enterprise. Raises UsccInvalid."""
    enterprise = Enterprise(
        uscc=normalise_uscc(uscc),
        name=name,
        pinyin_initials=pinyin_initials(name),
        region=region,
        address=address,
        is_sample=is_sample,
        created_at=now,
    )
    session.add(enterprise)
    session.flush()
    write_search_terms(session, enterprise)
    return enterprise


def rename_enterprise(session: Session, enterprise: Enterprise, name: str) -> None:
    """Give an enterprise another name, by which staff find it from then on."""
    enterprise.name, enterprise.pinyin_initials = name, pinyin_initials(name)
    session.flush()
    write_search_terms(session, enterprise)


def record_contact(
    session: Session, enterprise_id: int, *, name: str, phone: str, role: ContactRole
) -> Contact:
    """Add a contact, whose phone (11 digits) then proves to belong to the enterprise."""
    contact = Contact(enterprise_id=enterprise_id, name=name, phone=phone, role=role)
    session.add(contact)
    session.flush()
    return contact


def find_enterprise(session: Session, uscc: str) -> Enterprise | None:
    """Return the enterprise of a normalised uscc."""
    return session.scalars(select(Enterprise).where(Enterprise.uscc == uscc)).one_or_none()
