"""Which stage of a case may follow which: what another system or a file reports must be possible."""

from __future__ import annotations

from contracts.lookup import Stage
from records.cases.stages import ENDED

_WAYS_OUT: frozenset[Stage] = frozenset({"decided", "closed", "withdrawn", "rejected"})
# Which of them a case passes depends on its service item; a system may report some of them only. What is left out is
# therefore no error, what goes backwards is.
_NEXT: dict[Stage, frozenset[Stage]] = {
    "received": _WAYS_OUT
    | {"supplement_requested", "accepted", "review", "expert_review", "publicity", "certificate"},
    "supplement_requested": _WAYS_OUT
    | {"supplement_requested", "received", "accepted", "review", "expert_review", "publicity"},
    "accepted": _WAYS_OUT | {"supplement_requested", "review", "expert_review", "publicity", "certificate"},
    "review": _WAYS_OUT | {"supplement_requested", "expert_review", "publicity", "certificate"},
    "expert_review": _WAYS_OUT | {"supplement_requested", "review", "publicity", "certificate"},
    # An objection during publicity brings a case back to review.
    "publicity": _WAYS_OUT | {"review", "expert_review", "certificate"},
    "decided": frozenset({"publicity", "certificate", "closed"}),
    "certificate": frozenset({"closed"}),
}


def can_follow(stage: Stage, following: Stage) -> bool:
    """Tell whether a case in `stage` may come to `following`. Nothing comes after an end."""
    return stage not in ENDED and following in _NEXT[stage]
