"""The slot `shown`: which look-up the last answer was."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from contracts.lookup import Register
from desk.shown import KINDS, Kind, Shown, before_of

__all__ = [
    "BEFORE",
    "SLOT",
    "Kind",
    "Shown",
    "forget_shown",
    "note_before",
    "read_shown",
    "show",
    "write_shown",
]

SLOT, BEFORE = "shown", "before"
_PASSING = {"smalltalk", "form"}  # replies that do not change what is spoken of


def read_shown(turn: ActionTurn) -> Shown | None:
    """Return what the last answer showed; None when it was no such look-up."""
    return _read(turn.slots.get(SLOT))


def _read(kept: object) -> Shown | None:
    if not isinstance(kept, dict) or kept.get("kind") not in KINDS:
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


def show(reply: ReplyDraft, shown: Shown | None, topic: str | None = None) -> ActionResult:
    """Return what a look-up says, with what it offers to be picked, and that it is what is spoken of from now on.

    `shown`: what is in view after it, None where that is nothing; `topic`: what the conversation is about then.
    """
    offers = [offer.model_dump() for offer in reply.quick_replies]
    return ActionResult(
        [reply],
        {
            "pending_lookup": None,
            "choices": offers,
            "last": None,
            **({"topic": topic} if topic else {}),
            **(write_shown(shown) if shown else {}),
        },
    )


def forget_shown(turn: ActionTurn, result: ActionResult) -> ActionResult:
    """Return a result after which an earlier look-up is not spoken of any more, unless it showed one itself."""
    return note_before(turn, _forget(turn, result))


def _forget(turn: ActionTurn, result: ActionResult) -> ActionResult:
    is_passing = all(reply.outcome in _PASSING for reply in result.replies)
    if SLOT in result.slots or is_passing or turn.slots.get(SLOT) is None:
        return result
    return replace(result, slots={**result.slots, SLOT: None})


def note_before(turn: ActionTurn, result: ActionResult) -> ActionResult:
    """Return a result with what is then in view before the thing shown."""
    if BEFORE in result.slots:
        return result
    shown, before = read_shown(turn), _read(turn.slots.get(BEFORE))
    newer = _read(result.slots[SLOT]) if SLOT in result.slots else shown
    kept = before_of(shown, before, newer)
    if kept == before and not turn.is_of_before:
        return result
    slots = {} if kept is None else {BEFORE: write_shown(kept)[SLOT]}
    return replace(result, slots={**result.slots, **slots})
