"""Two matters in one message: each part is understood alone, where both clearly want something, and not the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

_ENDS = re.compile(r"[，,、。；;！!？?\s]+|(?=还有|另外|顺便|以及|再就是)")
_SHORTEST = 4  # characters of a part
_SAYS = re.compile(r"[^\W\d_a-zA-Z]{2}")  # a part has words, and is not a piece of a number
_SURE = 0.5
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


# Look-ups of one thing: which of them is meant matters less than that it is one.
_FAMILIES = {
    "check_voucher_statement": "check_voucher_balance",
    "check_credit_rules": "check_credit_standing",
}
# Two of these may be two matters: 汉阳谁包的，青山呢.
_OF_SEVERAL = ("check_application_status", "check_register")
_OF_ANYTHING = ("more", "whole")  # asked of what is shown, they are no matter beside another: 一道告诉我


@dataclass(frozen=True)
class Part:
    """One of two matters: what it wants, in its own words, what it asks, and whether of the thing shown.

    `odds` is how likely it wants that, `named` are the topics and places that it names, each
    with its kind, `public` is what it asks of what is public.
    """

    intent: str
    text: str
    asked: str | None = None
    is_about_shown: bool = False
    odds: float = 0.0
    named: frozenset[tuple[str, str]] = frozenset()
    public: str | None = None


def family_of(intent: str) -> str:
    """Return the look-up that stands for all those of one thing."""
    return _FAMILIES.get(intent, intent)


def find_parts(text: str, understand: Callable[[str], Part], whole: Mapping[str, float]) -> tuple[Part, ...]:
    """Return the two matters of a message, none where it has one, or where a part is not clear.

    `understand` gives what a text wants when it stands alone; `whole` how likely each intent is by the words of all
    the message.
    """
    found: list[Part] = []
    for piece in _pieces(text):
        part = understand(piece)
        if not _is_matter(part, whole):
            continue
        if found and _is_same(found[-1], part):
            found[-1] = replace(
                found[-1],
                text=f"{found[-1].text}，{piece}",
                is_about_shown=found[-1].is_about_shown and part.is_about_shown,
                named=found[-1].named | part.named,
            )
        else:
            found.append(part)
    return tuple(found) if len(found) == 2 else ()


def _is_matter(part: Part, whole: Mapping[str, float]) -> bool:
    if part.intent not in MATTERS or part.odds < _SURE:
        return False
    if part.is_about_shown:
        return part.asked not in _OF_ANYTHING
    family = family_of(part.intent)
    return sum(odds for name, odds in whole.items() if family_of(name) == family) >= _SHARE


def _is_same(one: Part, other: Part) -> bool:
    """Tell whether two pieces are of one matter: the same is asked, and not of two things that they name."""
    if family_of(one.intent) != family_of(other.intent):
        return False
    kinds = {kind for kind, _ in one.named} & {kind for kind, _ in other.named}
    return not (one.intent in _OF_SEVERAL and kinds and one.named.isdisjoint(other.named))


def _pieces(text: str) -> Sequence[str]:
    pieces = [piece for piece in _ENDS.split(text) if len(piece) >= _SHORTEST and _SAYS.search(piece)]
    return pieces if len(pieces) > 1 else ()
