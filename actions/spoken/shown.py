"""The slot `shown`: which look-up the last answer was, so that 那某某公司呢 and 什么时候到期 go on from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from actions.seam.turn import ActionResult, ActionTurn
from contracts.lookup import Register

SLOT = "shown"
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
_PASSING = {"smalltalk", "form"}  # replies that do not change what is spoken of


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


def read_shown(turn: ActionTurn) -> Shown | None:
    """Return what the last answer showed; None when it was no such look-up."""
    kept = turn.slots.get(SLOT)
    if not isinstance(kept, dict) or kept.get("kind") not in get_args(Kind):
        return None
    register, name, services = kept.get("register"), kept.get("name"), kept.get("services")
    return Shown(
        kept["kind"],
        cast(Register, register) if register in get_args(Register) else None,
        name if isinstance(name, str) else None,
        tuple(str(service) for service in services) if isinstance(services, list) else (),
        again if isinstance(again := kept.get("again"), int) else 0,
    )


def write_shown(shown: Shown) -> dict[str, object]:
    """Return the slot to set."""
    kept = {"kind": shown.kind, "register": shown.register, "name": shown.name}
    return {SLOT: {**kept, "services": list(shown.services), "again": shown.again}}


def forget_shown(turn: ActionTurn, result: ActionResult) -> ActionResult:
    """Return a result after which an earlier look-up is not spoken of any more, unless it showed one itself."""
    is_passing = all(reply.outcome in _PASSING for reply in result.replies)
    if SLOT in result.slots or is_passing or turn.slots.get(SLOT) is None:
        return result
    return replace(result, slots={**result.slots, SLOT: None})
