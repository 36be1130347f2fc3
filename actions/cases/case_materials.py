"""The case that is meant by the name of one of its materials: 研发人员花名册几号前交."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.cases.stages import ENDED
from records.enterprises.search_terms import fold_name
from records.models import Case, CaseMaterial

_SHORTEST = 3  # characters of a name that must be said


def find_cases_of_material(session: Session, enterprise_id: int, text: str) -> list[str]:
    """Return the numbers of an enterprise's open cases of which a message names a material, newest first.

    A material is named by its end too (花名册, 协议书), if no other case has one that is named better.
    """
    query = (
        select(Case.number, CaseMaterial.name)
        .join(CaseMaterial, CaseMaterial.case_id == Case.id)
        .where(Case.enterprise_id == enterprise_id, Case.stage.not_in(sorted(ENDED)))
        .order_by(Case.opened_at.desc())
    )
    said = fold_name(text)
    found = [(number, _said_of(fold_name(name), said)) for number, name in session.execute(query)]
    best = max((length for _, length in found), default=0)
    return list(_distinct(number for number, length in found if length == best)) if best else []


def _said_of(name: str, text: str) -> int:
    """Return how many characters of the name's beginning or end stand in the text; 0 where too few."""
    for length in range(len(name), _SHORTEST - 1, -1):
        if name[:length] in text or name[-length:] in text:
            return length
    return 0


def _distinct(numbers: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(numbers)
