"""The parts of names by which staff find an enterprise: any two characters, any three letters of the initials."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from records.models import Enterprise, EnterpriseTerm
from records.storage.bulk import insert_rows

NAME_PART = 2
INITIALS_PART = 3
# An import may be as large; what is held in memory at once is not.
_BATCH = 2_000


def fold_name(text: str) -> str:
    """Return a name as it is compared: half-width, capitals, letters and digits only (no blanks, no punctuation)."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isalnum())


def name_terms(name: str) -> set[str]:
    """Return every two neighbouring characters of a folded name; a name of one character is its own part."""
    return _parts(fold_name(name), NAME_PART)


def initials_terms(initials: str) -> set[str]:
    """Return every three neighbouring letters of folded initials; shorter initials are their own part."""
    return _parts(fold_name(initials), INITIALS_PART)


def enterprise_terms(name: str, initials: str) -> set[str]:
    """Return the terms of an enterprise: those of its name and those of its pinyin initials."""
    return name_terms(name) | initials_terms(initials)


def write_search_terms(session: Session, enterprise: Enterprise) -> None:
    """Give an enterprise that was stored or renamed the terms of the name it has now."""
    wanted = enterprise_terms(enterprise.name, enterprise.pinyin_initials)
    stored = set(
        session.scalars(select(EnterpriseTerm.term).where(EnterpriseTerm.enterprise_id == enterprise.id))
    )
    if gone := stored - wanted:
        session.execute(
            delete(EnterpriseTerm).where(
                EnterpriseTerm.enterprise_id == enterprise.id, EnterpriseTerm.term.in_(sorted(gone))
            )
        )
    if missing := wanted - stored:
        session.execute(
            insert(EnterpriseTerm),
            [{"term": term, "enterprise_id": enterprise.id} for term in sorted(missing)],
        )


def has_search_terms(session: Session) -> bool:
    """Tell whether enterprises can be found: there are terms, or there is no enterprise to find."""
    if session.scalars(select(EnterpriseTerm.enterprise_id).limit(1)).first() is not None:
        return True
    return session.scalars(select(Enterprise.id).limit(1)).first() is None


def rebuild_search_terms(session: Session) -> int:
    """Write the terms of all enterprises anew, and return of how many: for data from before there were terms."""
    table = EnterpriseTerm.__table__
    assert isinstance(table, Table)
    session.execute(delete(EnterpriseTerm))
    last, count = 0, 0
    while True:
        rows = session.execute(
            select(Enterprise.id, Enterprise.name, Enterprise.pinyin_initials)
            .where(Enterprise.id > last)
            .order_by(Enterprise.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            break
        terms = [
            (term, row.id) for row in rows for term in sorted(enterprise_terms(row.name, row.pinyin_initials))
        ]
        insert_rows(session.connection(), table, ("term", "enterprise_id"), terms)
        last, count = rows[-1].id, count + len(rows)
    return count


def _parts(folded: str, length: int) -> set[str]:
    if len(folded) <= length:
        return {folded} if folded else set()
    return {folded[start : start + length] for start in range(len(folded) - length + 1)}
