"""Two matters in one message: each part is understood alone, where both clearly want something, and not the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

_ENDS = re.compile(r"[，,、。；;！!？?\s]+|(?=还有|另外|顺便|以及|再就是)")
_SHORTEST = 4  # characters of a part
_SAYS = re.compile(r"[^\W\d_a-zA-Z]{2}")  # a part has words, and is not a piece of a number
_SURE = 0.6
_SHARE = (
    0.04  # of the whole message that a part's intent must have: 等着开票 is none beside what it waits for
)
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
    """One of two matters: what it wants, in its own words, what it asks, and whether of the thing shown.

    `public` is what it asks of what is public.
    """

    intent: str
    text: str
    asked: str | None = None
    is_about_shown: bool = False
    public: str | None = None


def find_parts(
    text: str, understand: Callable[[str], tuple[Part, float]], whole: Mapping[str, float]
) -> tuple[Part, ...]:
    """Return the two matters of a message, none where it has one, or where a part is not clear.

    `understand` gives what a text wants when it stands alone, and how likely that is; `whole` how likely each intent is
    by the words of all the message.
    """
    found: list[Part] = []
    for piece in _pieces(text):
        part, odds = understand(piece)
        if part.intent not in MATTERS or odds < _SURE:
            continue
        if not part.is_about_shown and whole.get(part.intent, 0.0) < _SHARE:
            continue
        if found and found[-1].intent == part.intent:
            found[-1] = replace(
                found[-1],
                text=f"{found[-1].text}，{piece}",
                is_about_shown=found[-1].is_about_shown and part.is_about_shown,
            )
        else:
            found.append(part)
    return tuple(found) if len(found) == 2 else ()


def _pieces(text: str) -> Sequence[str]:
    pieces = [piece for piece in _ENDS.split(text) if len(piece) >= _SHORTEST and _SAYS.search(piece)]
    return pieces if len(pieces) > 1 else ()
