"""Which cases and enterprises the words of a query may mean: looked up by index, at most some hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from records.enterprises.search_terms import INITIALS_PART, NAME_PART, initials_terms, name_terms
from records.models import Case, Contact, Enterprise, EnterpriseTerm
from records.staff.search.prefix import CharacterOrder, Texts
from records.staff.search.search_words import Word

MOST_CANDIDATES = 400
# How many holders of the rarest part of a name are looked through for its other parts.
_MOST_LOOKED_THROUGH = 4_000
_MOST_PARTS = 24


@dataclass(frozen=True)
class Candidates:
    """Cases and enterprises that a word may mean; not `is_complete` when there are more than are given.

    `phone` is the word, if it is one. `number_beginnings` is given where many cases begin with the word.
    """

    case_ids: frozenset[int] = frozenset()
    enterprise_ids: frozenset[int] = frozenset()
    is_complete: bool = True
    phone: str | None = None
    number_beginnings: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.case_ids) + len(self.enterprise_ids) if self.is_complete else 2 * MOST_CANDIDATES


def find_candidates(session: Session, words: Sequence[Word]) -> list[Candidates]:
    """Return the candidates of each group of words; each group must hold for a case that is found.

    The names make one group, because rare together they may be common alone; every other word is one of its own.
    """
    order = CharacterOrder.of(session)
    named = [word for word in words if word.name]
    groups = [_of_word(session, order, word) for word in words if not word.name]
    if named:
        groups.append(_of_names(session, order, named))
    return groups


def _of_word(session: Session, order: CharacterOrder, word: Word) -> Candidates:
    if word.phone:
        called = _ids(session, select(Contact.enterprise_id).where(*_called(word.phone)))
        return Candidates(enterprise_ids=frozenset(called), phone=word.phone)
    cases: set[int] = set()
    enterprises: set[int] = set()
    is_complete = True
    numbered = {
        begin: _begun(session, order, Case.id, Case.number, begin) for begin in word.number_beginnings
    }
    is_common_number = any(len(ids) > MOST_CANDIDATES for ids in numbered.values())
    cases.update(*numbered.values())
    for end in word.number_ends:
        cases |= set(_begun(session, order, Case.id, Case.number_reversed, end))
    for column, beginning in _enterprise_beginnings(word):
        found = _begun(session, order, Enterprise.id, column, beginning)
        enterprises |= set(found)
        is_complete = is_complete and len(found) <= MOST_CANDIDATES
    if word.initials and len(word.initials) >= INITIALS_PART:
        held = _holders(session, initials_terms(word.initials))
        enterprises |= set(held or ())
        is_complete = is_complete and held is not None
    is_complete = is_complete and len(cases) <= MOST_CANDIDATES
    return Candidates(
        frozenset(cases),
        frozenset(enterprises),
        is_complete=is_complete,
        number_beginnings=tuple(begin for begin, ids in numbered.items() if ids) if is_common_number else (),
    )


def _begun(
    session: Session, order: CharacterOrder, ids: InstrumentedAttribute[int], column: Texts, begin: str
) -> Sequence[int]:
    """Return the last rows of which a column begins so. In order, because PostgreSQL would otherwise read the table
    whole for a beginning that many have, from its oldest rows on; one beginning at a time, because no index has two in
    order.
    """
    query = select(ids).where(order.begins(column, begin))
    return _ids(session, query.order_by(order.descending(column)))


def _enterprise_beginnings(word: Word) -> list[tuple[Texts, str]]:
    """Return what an enterprise's uscc or initials may begin with."""
    beginnings: list[tuple[Texts, str]] = []
    if word.uscc_beginning:
        beginnings.append((Enterprise.uscc, word.uscc_beginning))
    if word.initials and len(word.initials) < INITIALS_PART:
        beginnings.append((Enterprise.pinyin_initials, word.initials))
    return beginnings


def _of_names(session: Session, order: CharacterOrder, words: Sequence[Word]) -> Candidates:
    parts: set[str] = set()
    cases: set[int] = set()
    for word in words:
        parts |= {part for part in name_terms(word.name or "") if len(part) == NAME_PART}
        # Other systems number cases with Chinese characters in front.
        cases |= set(_begun(session, order, Case.id, Case.number, word.text))
    # One character alone is no part: whoever has it is looked for among the cases.
    held = _holders(session, parts) if parts else None
    is_complete = held is not None and len(cases) <= MOST_CANDIDATES
    return Candidates(frozenset(cases), frozenset(held or ()), is_complete=is_complete)


def _holders(session: Session, parts: set[str]) -> Sequence[int] | None:
    """Return the enterprises whose names hold all the parts; None when they are too many to be listed.

    Looks at the rarest part's holders and asks for the other parts of each.
    """
    sizes = _sizes(session, sorted(parts)[:_MOST_PARTS])
    smallest, rarest = sizes[0]
    if smallest == 0:
        return []
    if smallest > _MOST_LOOKED_THROUGH:
        return None
    query = select(EnterpriseTerm.enterprise_id).where(EnterpriseTerm.term == rarest)
    for _, part in sizes[1:4]:
        other = aliased(EnterpriseTerm)
        query = query.where(
            select(other.term)
            .where(other.term == part, other.enterprise_id == EnterpriseTerm.enterprise_id)
            .exists()
        )
    found = _ids(session, query)
    return found if len(found) <= MOST_CANDIDATES else None


def _sizes(session: Session, parts: Sequence[str]) -> list[tuple[int, str]]:
    """Return how many enterprises hold each part, the rarest first; above the most looked through counting stops."""
    counts = []
    for position, part in enumerate(parts):
        holders = select(EnterpriseTerm.enterprise_id).where(EnterpriseTerm.term == part)
        some = holders.limit(_MOST_LOOKED_THROUGH + 1).subquery()
        counts.append(select(literal(position), func.count()).select_from(some))
    rows = session.execute(union_all(*counts) if len(counts) > 1 else counts[0])
    return sorted((count, parts[position]) for position, count in rows)


def _called(phone: str) -> tuple[ColumnElement[bool], ...]:
    return Contact.phone == phone, Contact.removed_at.is_(None)


def _ids(session: Session, query: Select[int]) -> Sequence[int]:
    """Return the ids that a query finds, at most one more than are listed."""
    return session.scalars(query.limit(MOST_CANDIDATES + 1)).all()
