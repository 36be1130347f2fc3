"""The slot `last`: what the conversation remembers of the last answer."""

from __future__ import annotations

from pydantic import ValidationError

from actions.seam.turn import ActionTurn
from index.model.memory import Memory

SLOT = "last"


def read_last(turn: ActionTurn) -> Memory | None:
    """Return what is remembered; None when nothing is, or when another version of the service wrote it."""
    kept = turn.slots.get(SLOT)
    if not isinstance(kept, dict):
        return None
    try:
        return Memory.model_validate(kept)
    except ValidationError:
        return None


def write_last(memory: Memory | None) -> dict[str, object]:
    """Return the slot to set; none when there is nothing new to remember."""
    return {} if memory is None else {SLOT: memory.model_dump(mode="json")}
