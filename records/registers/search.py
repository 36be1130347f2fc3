"""Finding entries by uscc, by exact name, by a part of it, and names that differ by one character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from contracts.lookup import Register
from records.enterprises.search_terms import fold_name, name_terms
from records.models import RegisterEntry, RegisterTerm
from records.registers.entries import is_in_force
from records.registers.names import SHORTEST_CORE, SHORTEST_FOR_TYPOS, core_of, is_one_edit_away

MOST_NAMES = 6
# How many entries a part of a name is compared with: whoever gives so short a part is asked for more of it.
_MOST_CANDIDATES = 200
# A part of a name that more entries have names none of them (科技, 样例).
_MOST_OF_RARE = 3


@dataclass(frozen=True)
class NameMatch:
    """What a name has led to.

    `exact`: entries of that very name (with or without 有限公司 at its end). `part`: entries of one organisation whose
    name holds it. `several`: it is a part of more, `names` the first of them, to choose from. `near`: nothing, but
    `names` differ by one character. `none`: nothing at all.
    """

    kind: Literal["exact", "part", "several", "near", "none"]
    entries: tuple[RegisterEntry, ...] = ()
    names: tuple[str, ...] = ()
    has_more: bool = False


def find_by_uscc(
    session: Session, uscc: str, *, register: Register | None, as_of: date
) -> list[RegisterEntry]:
    """Return what the registers say of a normalised uscc as of a day, one entry a register."""
    return _current(session.scalars(_known(register, as_of).where(RegisterEntry.uscc == uscc)), as_of)


def find_by_name(session: Session, name: str, *, register: Register | None, as_of: date) -> NameMatch:
    """Return what a name, whole, in part or mistyped, leads to in the registers as of a day."""
    core = core_of(name)
    if len(core) < SHORTEST_CORE:
        return NameMatch("none")
    exact = _find_exact(session, name, core, register, as_of)
    if exact:
        return NameMatch("exact", tuple(exact))
    held = [entry for entry in _sharing(session, core, register, as_of, missing=0) if core in entry.name_key]
    names = sorted({entry.name for entry in held})
    if len(names) == 1:
        return NameMatch("part", tuple(_current(held, as_of)))
    if names:
        return NameMatch("several", names=tuple(names[:MOST_NAMES]), has_more=len(names) > MOST_NAMES)
    near = _find_near(session, core, register, as_of)
    return NameMatch("near", names=tuple(near[:MOST_NAMES])) if near else NameMatch("none")


def find_name_in(
    session: Session,
    text: str,
    *,
    register: Register | None,
    as_of: date,
    shortest: int = SHORTEST_CORE,
) -> str | None:
    """Return the listed name that a text holds, whole or by a part that no other listed name has; None without one.

    A part counts from `shortest` characters on; the name with the longest part is meant, if it is one alone.
    """
    said = fold_name(text)
    rare = (
        select(RegisterTerm.term)
        .where(RegisterTerm.term.in_(sorted(name_terms(said))))
        .group_by(RegisterTerm.term)
        .having(func.count() <= _MOST_OF_RARE)
    )
    holding = select(RegisterTerm.entry_id).where(RegisterTerm.term.in_(rare))
    query = _known(register, as_of).where(RegisterEntry.id.in_(holding)).limit(_MOST_CANDIDATES)
    parts = {
        entry.name: SequenceMatcher(None, core_of(entry.name), said, autojunk=False).find_longest_match().size
        for entry in session.scalars(query)
    }
    longest = max(parts.values(), default=0)
    meant = [name for name, size in parts.items() if size == longest]
    return meant[0] if longest >= shortest and len(meant) == 1 else None


def _find_exact(
    session: Session, name: str, core: str, register: Register | None, as_of: date
) -> list[RegisterEntry]:
    key = fold_name(name)
    keys = {key, core, *(f"{core}{suffix}" for suffix in ("有限公司", "有限责任公司", "股份有限公司"))}
    found = session.scalars(_known(register, as_of).where(RegisterEntry.name_key.in_(sorted(keys)))).all()
    same = [entry for entry in found if entry.name_key == key]
    # 样例有限公司 and 样例股份有限公司 are two: what was said in full is not taken for the other.
    others = [] if same or key != core else [entry for entry in found if core_of(entry.name_key) == core]
    is_one = len({entry.name_key for entry in others}) == 1
    return _current(same or (others if is_one else []), as_of)


def _find_near(session: Session, core: str, register: Register | None, as_of: date) -> list[str]:
    """Return names that differ from a long one by one character: to be asked about, never asserted."""
    if len(core) < SHORTEST_FOR_TYPOS:
        return []
    found = _sharing(session, core, register, as_of, missing=3)
    return sorted({entry.name for entry in found if is_one_edit_away(core, core_of(entry.name_key))})


def _sharing(
    session: Session, core: str, register: Register | None, as_of: date, *, missing: int
) -> Sequence[RegisterEntry]:
    """Return entries whose names share the parts of a core, all of them or all but `missing`, the most alike first."""
    terms = sorted(name_terms(core))
    shared = func.count().label("shared")
    alike = (
        select(RegisterTerm.entry_id, shared)
        .where(RegisterTerm.term.in_(terms))
        .group_by(RegisterTerm.entry_id)
        .having(func.count() >= max(1, len(terms) - missing))
        .subquery()
    )
    query = _known(register, as_of).join(alike, alike.c.entry_id == RegisterEntry.id)
    ordered = query.order_by(alike.c.shared.desc(), RegisterEntry.name_key, RegisterEntry.id)
    return session.scalars(ordered.limit(_MOST_CANDIDATES)).all()


def _known(register: Register | None, as_of: date) -> Select[RegisterEntry]:
    query = select(RegisterEntry).where(RegisterEntry.listed_on <= as_of)
    return query if register is None else query.where(RegisterEntry.register == register)


def _current(entries: Iterable[RegisterEntry], as_of: date) -> list[RegisterEntry]:
    """Return one entry a register and name, the one in force, else the newest: a renewal is a new entry."""
    best: dict[tuple[str, str], RegisterEntry] = {}
    for entry in sorted(entries, key=lambda entry: (is_in_force(entry, as_of), entry.listed_on)):
        best[entry.register, entry.name_key] = entry
    return sorted(best.values(), key=lambda entry: (entry.name_key, entry.register))
