"""Two matters in one message: each part is understood alone, where both clearly want something, and not the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ENDS = re.compile(r"[，,。；;！!？?\s]+|(?=还有|另外|顺便|以及|再就是)")
_SHORTEST = 4  # characters of a part
_SURE = 0.6
# What can be answered beside another matter; forms, courtesy and people are heard alone.
MATTERS = frozenset(
    {
        "ask_guidance",
        "check_application_status",
        "check_voucher_balance",
        "check_voucher_statement",
        "check_credit_standing",
        "check_credit_rules",
        "check_register",
        "my_affairs",
    }
)


@dataclass(frozen=True)
class Part:
    """One of two matters: what it wants, in its own words, and what it asks."""

    intent: str
    text: str
    asked: str | None = None


def find_parts(text: str, understand: Callable[[str], tuple[str, float, str | None]]) -> tuple[Part, ...]:
    """Return the two matters of a message, none where it has one, or where a part is not clear.

    `understand` gives the intent of a text, its probability, and what it asks.
    """
    found: list[Part] = []
    for piece in _pieces(text):
        intent, odds, asked = understand(piece)
        if intent not in MATTERS or odds < _SURE:
            continue
        if found and found[-1].intent == intent:
            found[-1] = Part(intent, f"{found[-1].text}，{piece}", found[-1].asked)
        else:
            found.append(Part(intent, piece, asked))
    return tuple(found) if len(found) == 2 else ()


def _pieces(text: str) -> Sequence[str]:
    pieces = [piece for piece in _ENDS.split(text) if len(piece) >= _SHORTEST]
    return pieces if len(pieces) > 1 else ()
