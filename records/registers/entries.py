"""Entries of a register: stored, changed, removed, and shown as of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from contracts.lookup import Register, RegisterFinding
from records.enterprises.search_terms import fold_name, name_terms
from records.models import REGISTERS, RegisterEntry, RegisterTerm
from records.registers.labels import REGISTER_LABELS
from records.registers.names import is_organisation
from records.values.masking import holds_identity_number
from records.values.uscc import UsccInvalid, normalise_uscc


class RegisterEntryRefused(ValueError):
    """An entry that must not be stored; the message says in Chinese why, and what to do."""


def record_register_entry(
    session: Session,
    register: Register,
    *,
    name: str,
    listed_on: date,
    document: str,
    now: datetime,
    uscc: str | None = None,
    region: str | None = None,
    level: str | None = None,
    certificate_number: str | None = None,
    valid_to: date | None = None,
    removed_on: date | None = None,
    source: str | None = None,
    is_sample: bool = False,
) -> int:
    """Store an entry and return its id; one of the same register, name and day is changed instead.

    Raises RegisterEntryRefused: the name of a person, a wrong uscc, dates out of order, an unknown register.
    """
    name = name.strip()
    _check(register, name, document, listed_on, valid_to, removed_on)
    key = fold_name(name)
    query = select(RegisterEntry).where(
        RegisterEntry.register == register,
        RegisterEntry.name_key == key,
        RegisterEntry.listed_on == listed_on,
    )
    entry = session.scalars(query).one_or_none() or RegisterEntry(
        register=register, name_key=key, listed_on=listed_on
    )
    entry.name, entry.uscc = name, _checked_uscc(uscc)
    entry.region, entry.level, entry.certificate_number = region, level, certificate_number
    entry.valid_to, entry.removed_on, entry.document = valid_to, removed_on, document
    entry.source, entry.is_sample, entry.updated_at = source, is_sample, now
    session.add(entry)
    session.flush()
    _write_terms(session, entry)
    return entry.id


def is_in_force(entry: RegisterEntry, on: date) -> bool:
    """Tell whether an entry counts on a day: listed by then, to the last day of its validity, and not removed."""
    is_valid = entry.valid_to is None or on <= entry.valid_to
    return entry.listed_on <= on and is_valid and (entry.removed_on is None or on < entry.removed_on)


def entry_view(entry: RegisterEntry, *, as_of: date) -> RegisterFinding:
    """Return what is shown of an entry as of a day; a removal later than that is not known yet."""
    register = cast(Register, entry.register)
    removed_on = entry.removed_on if entry.removed_on is not None and entry.removed_on <= as_of else None
    return RegisterFinding(
        register_id=register,
        register_label=REGISTER_LABELS[register],
        name=entry.name,
        region=entry.region,
        level=entry.level,
        certificate_number=entry.certificate_number,
        listed_on=entry.listed_on,
        valid_to=entry.valid_to,
        is_in_force=is_in_force(entry, as_of),
        removed_on=removed_on,
        document=entry.document,
        is_sample=entry.is_sample,
    )


def _check(
    register: str, name: str, document: str, listed_on: date, valid_to: date | None, removed_on: date | None
) -> None:
    if register not in REGISTERS:
        raise RegisterEntryRefused(f"没有这个名单：{register}。可选：{'、'.join(REGISTERS)}。")
    if not is_organisation(name) or holds_identity_number(name):
        raise RegisterEntryRefused(f"“{name[:20]}”不像单位名称：名单只收单位，个人不登记；请填写单位全称。")
    if not document.strip():
        raise RegisterEntryRefused(f"“{name[:20]}”没有写公布名单的文件：请填写文件名称和文号。")
    for label, day in (("有效期止", valid_to), ("移出日期", removed_on)):
        if day is not None and day < listed_on:
            raise RegisterEntryRefused(f"“{name[:20]}”的{label} {day} 早于列入日期 {listed_on}：请核对日期。")


def _checked_uscc(uscc: str | None) -> str | None:
    if uscc is None:
        return None
    try:
        return normalise_uscc(uscc)
    except UsccInvalid as problem:
        raise RegisterEntryRefused(f"统一社会信用代码 {uscc[:30]} 不对：{problem}") from problem


def _write_terms(session: Session, entry: RegisterEntry) -> None:
    session.execute(delete(RegisterTerm).where(RegisterTerm.entry_id == entry.id))
    rows = [{"term": term, "entry_id": entry.id} for term in sorted(name_terms(entry.name))]
    session.execute(insert(RegisterTerm), rows)
