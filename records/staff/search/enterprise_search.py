"""Staff find an enterprise by a part of its name, its pinyin initials or the beginning of its uscc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.enterprises.search_terms import fold_name, initials_terms, name_terms
from records.models import Enterprise, EnterpriseTerm
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look
from records.staff.search.search_candidates import MOST_CANDIDATES, find_candidates
from records.staff.search.search_fit import Fit
from records.staff.search.search_query import LONGEST_QUERY, QueryInvalid
from records.staff.search.search_words import Found, Word, split_words
from records.values.masking import mask_text

MOST_ENTERPRISES = 20


@dataclass(frozen=True)
class EnterpriseLine:
    """An enterprise in one line."""

    uscc: str
    name: str
    region: str


@dataclass(frozen=True)
class FoundEnterprises:
    """At most 20 enterprises, the best first; `has_more` when there are others that fit."""

    enterprises: Sequence[EnterpriseLine]
    has_more: bool


def search_enterprises(session: Session, staff: StaffMember, text: str, *, now: datetime) -> FoundEnterprises:
    """Find enterprises by words that all hold; no words find nothing. Audited. Raises QueryInvalid."""
    if len(text) > LONGEST_QUERY:
        raise QueryInvalid(f"查询内容请不超过 {LONGEST_QUERY} 个字。")
    words = split_words(text)
    found = _find(session, words) if words else FoundEnterprises((), has_more=False)
    subject = mask_text(" ".join(word.text for word in words))
    is_too_many = found.has_more and not found.enterprises
    outcome = "too_many" if is_too_many else f"{len(found.enterprises)} found"
    record_look(session, staff, "staff.search_enterprises", subject, outcome, now)
    return found


def _find(session: Session, words: Sequence[Word]) -> FoundEnterprises:
    groups = find_candidates(session, words)
    rarest = min(groups, key=lambda group: group.size)
    ids = set(rarest.enterprise_ids)
    if not rarest.is_complete:
        # Too many to be listed: some of those that hold a part, so that there is something to narrow down.
        ids |= {holder for word in words for holder in _some_holders(session, word)}
    fit = Fit(words, groups)
    rows = session.scalars(select(Enterprise).where(Enterprise.id.in_(sorted(ids)))).all()
    ranked = [(rank, row) for row in rows if (rank := fit.rank(_found(row), row.id)) is not None]
    ranked.sort(key=lambda pair: (pair[0], len(pair[1].name), pair[1].name, pair[1].id))
    lines = [EnterpriseLine(row.uscc, row.name, row.region) for _, row in ranked[:MOST_ENTERPRISES]]
    return FoundEnterprises(lines, len(ranked) > len(lines) or not rarest.is_complete)


def _some_holders(session: Session, word: Word) -> Sequence[int]:
    parts = name_terms(word.name) if word.name else initials_terms(word.initials or "")
    if not parts:
        return ()
    query = select(EnterpriseTerm.enterprise_id).where(EnterpriseTerm.term == min(parts))
    return session.scalars(query.order_by(EnterpriseTerm.enterprise_id).limit(MOST_CANDIDATES)).all()


def _found(row: Enterprise) -> Found:
    """Return what an enterprise is recognised by; a case number is no part of it."""
    return Found("", row.uscc, fold_name(row.name), fold_name(row.pinyin_initials))
