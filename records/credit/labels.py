"""What standings and events are called, and which event decides."""

from __future__ import annotations

from contracts.lookup import Standing
from records.models import CreditKind

STANDING_LABELS: dict[Standing, str] = {
    "none": "无记录",
    "red": "守信",
    "yellow": "一般失信",
    "black": "严重失信",
}
KIND_LABELS: dict[CreditKind, str] = {
    "trustworthy": "守信",
    "general_breach": "一般失信",
    "serious_breach": "严重失信",
    "repair": "信用修复",
}
BREACHES: frozenset[CreditKind] = frozenset({"general_breach", "serious_breach"})
# The gravest event in force decides.
GRAVITY: tuple[tuple[CreditKind, Standing], ...] = (
    ("serious_breach", "black"),
    ("general_breach", "yellow"),
    ("trustworthy", "red"),
)
