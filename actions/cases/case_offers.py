"""Cases that a reply offers to choose from, and how the next turn reads them."""

from __future__ import annotations

import re

from actions.seam.turn import ActionTurn, offers_of
from contracts import CaseStatus, QuickReply

# What our own quick reply for all cases sends: it lists them, whatever is in view.
ALL_CASES_TEXT = "我的办件"
# What our own quick replies send: a number of any form, other systems' too.
ASKED_BY_NUMBER = re.compile(r"^查办件\s*(\S{4,40})$")


def offered_cases(turn: ActionTurn) -> tuple[str, ...]:
    """Return the numbers of the cases that the last reply offered; none where it offered anything else."""
    found = [ASKED_BY_NUMBER.match(offer.text) for offer in offers_of(turn)]
    numbers = tuple(match[1] for match in found if match)
    return numbers if len(numbers) == len(found) else ()


def offer_case(case: CaseStatus) -> QuickReply:
    """Return the offer of a case, which `offered_cases` reads."""
    return QuickReply(title=f"{case.service_item} {case.case_number}", text=f"查办件 {case.case_number}")
