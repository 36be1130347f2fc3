"""Questions about a material of one's own case by its name: 研发人员花名册几号前交."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.cases.case_phrases import DUE, STATE
from actions.cases.case_questions import plain_of
from records.cases.stages import ENDED
from records.enterprises.search_terms import fold_name
from records.models import Case, CaseMaterial

_LONGEST, _SHORTEST_NAME = 30, 3  # characters of a message, and of a material's name
_AROUND = re.compile(r"^(?:我们?的?|那个|这个|那|请问|的)+|(?:那个|这个|的)+$")
_HANDED_IN = re.compile(
    r"(?:交|收|补)(?:到|齐|上|全)?(?:了)?(?:没有?|吗|不)|(?:还)?(?:要|用|需要)(?:交|补)(?:吗|不)"
)


def read_material(text: str) -> str | None:
    """Return the words before such a question, which may name a material; None where nothing of the kind is asked."""
    plain = plain_of(text)
    if len(plain) > _LONGEST:
        return None
    for start in range(_SHORTEST_NAME, len(plain) - 1):
        rest = plain[start:]
        if any(pattern.fullmatch(rest) for pattern in (DUE, STATE, _HANDED_IN)):
            name = _AROUND.sub("", plain[:start])
            return name if len(name) >= _SHORTEST_NAME else None
    return None


def find_cases_of_material(session: Session, enterprise_id: int, name: str) -> Sequence[str]:
    """Return the numbers of an enterprise's open cases with a material whose name holds these words, newest first."""
    query = (
        select(Case.number, CaseMaterial.name)
        .join(CaseMaterial, CaseMaterial.case_id == Case.id)
        .where(Case.enterprise_id == enterprise_id, Case.stage.not_in(sorted(ENDED)))
        .order_by(Case.opened_at.desc())
    )
    said = fold_name(name)
    return list(
        dict.fromkeys(number for number, material in session.execute(query) if said in fold_name(material))
    )
