"""Which look-up the last answer was, so that 那某某公司呢 and 什么时候到期 go on from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from contracts.lookup import Register
from understanding.heads.kinds import KINDS as WHOLES

Kind = Literal[
    "case",
    "cases",
    "vouchers",
    "statement",
    "credit",
    "credit_check",
    "register",
    "district",
    "contact",
    "unbinding",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Shown:
    """`register` is the one asked about, None for all; `name` the one entry or district that was shown, if it was.

    `name` of a case is its number, of a statement its days, the two in ISO form, of several districts their names with
    、 in between. `contact`: whom to ask first about a service item, `name` its topic; `unbinding`: whether the
    enterprise is to be released. `services` are those that vouchers were said to pay for. `again` counts how often in a
    row it was shown because a message was not understood.
    """

    kind: Kind
    register: Register | None = None
    name: str | None = None
    services: tuple[str, ...] = ()
    again: int = 0


def before_of(shown: Shown | None, before: Shown | None, newer: Shown | None) -> Shown | None:
    """Return what was in view before `newer`, which took the place of `shown`: the last thing of another kind."""
    if shown is None or (newer is not None and _family(newer.kind) == _family(shown.kind)):
        return before
    return shown


def _family(kind: Kind) -> str:
    return WHOLES.get(kind, kind)
