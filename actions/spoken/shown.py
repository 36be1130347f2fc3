"""The slot `shown`: which look-up the last answer was, so that 那某某公司呢 and 什么时候到期 go on from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from actions.seam.turn import ActionResult, ActionTurn
from contracts.lookup import Register

SLOT = "shown"
_KINDS = ("register", "credit", "credit_check", "vouchers", "district", "contact", "unbinding")
_PASSING = {"smalltalk", "form"}  # replies that do not change what is spoken of


@dataclass(frozen=True)
class Shown:
    """`register` is the one asked about, None for all; `name` the one entry or district that was shown, if it was one.

    `contact`: whom to ask first about a service item; `unbinding`: whether the enterprise is to be released.
    `services` are those that vouchers were said to pay for; `name` of a statement are its days, the two in ISO form.
    """

    kind: Literal["register", "credit", "credit_check", "vouchers", "district", "contact", "unbinding"]
    register: Register | None = None
    name: str | None = None
    services: tuple[str, ...] = ()


def read_shown(turn: ActionTurn) -> Shown | None:
    """Return what the last answer showed; None when it was no such look-up."""
    kept = turn.slots.get(SLOT)
    if not isinstance(kept, dict) or kept.get("kind") not in _KINDS:
        return None
    register, name, services = kept.get("register"), kept.get("name"), kept.get("services")
    return Shown(
        kept["kind"],
        cast(Register, register) if register in get_args(Register) else None,
        name if isinstance(name, str) else None,
        tuple(str(service) for service in services) if isinstance(services, list) else (),
    )


def write_shown(shown: Shown) -> dict[str, object]:
    """Return the slot to set."""
    kept = {"kind": shown.kind, "register": shown.register, "name": shown.name}
    return {SLOT: {**kept, "services": list(shown.services)}}


def forget_shown(turn: ActionTurn, result: ActionResult) -> ActionResult:
    """Return a result after which an earlier look-up is not spoken of any more, unless it showed one itself."""
    is_passing = all(reply.outcome in _PASSING for reply in result.replies)
    if SLOT in result.slots or is_passing or turn.slots.get(SLOT) is None:
        return result
    return replace(result, slots={**result.slots, SLOT: None})
