"""Enterprises: normalised uscc, pinyin initials, added and found."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from pypinyin import Style, lazy_pinyin
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc as uscc_number

from records.models import Contact, ContactRole, Enterprise

_USCC = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class UsccInvalid(Exception):
    """What was given is no uscc; `reason` says in Chinese what looks wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalise_uscc(text: str) -> str:
    """Return the 18 characters of a uscc, in capitals, without separators. Raises UsccInvalid.

    The form and the check digit are those of GB 32100-2015; the first two characters may be letters there (N1 for
    rural collectives), which python-stdnum's own check refuses.
    """
    compact = str(uscc_number.compact(unicodedata.normalize("NFKC", text)))
    if len(compact) != 18:
        raise UsccInvalid(f"统一社会信用代码应为 18 位，您输入的是 {len(compact)} 位。")
    if not _USCC.fullmatch(compact):
        raise UsccInvalid(
            "统一社会信用代码中有不该出现的字符（不含字母 I、O、S、V、Z；第 3 至 8 位是数字）。"
        )
    if compact[-1] != uscc_number.calc_check_digit(compact):
        raise UsccInvalid("统一社会信用代码的校验位不对，请核对是否有输错的字符。")
    return compact


def pinyin_initials(name: str) -> str:
    """Return the capital initials of a name's pinyin, other letters as they are: 杭州A1 -> HZA1."""
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(character for part in parts for character in part if character.isalnum()).upper()[:200]


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
    return enterprise


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
