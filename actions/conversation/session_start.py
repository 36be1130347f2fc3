"""A new session of Rasa: what the conversation is about goes on."""

from __future__ import annotations

from actions.seam.turn import ActionResult, ActionTurn

CARRIED_OVER = (
    "topic",
    "region",
    "case_number",
    "uscc",
    "phone",
    "pending_lookup",
    "pending_question",
    "choices",
    "shown",
    "before",
    "unbinding",
    "told_end",
    "last",
)


class SessionStart:
    """Carries each slot's value over once.

    Rasa's own session start repeats every slot event since the beginning, session after session: at turn 200 a turn
    took three times as long as at turn 5.
    """

    name = "action_session_start"

    async def run(self, turn: ActionTurn) -> ActionResult:
        kept = {name: turn.slots[name] for name in CARRIED_OVER if turn.slots.get(name) is not None}
        return ActionResult(slots=kept, starts_session=True)
