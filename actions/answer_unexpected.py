"""What no rule foresees is answered like a question, and the dialogue stays where it was."""

from __future__ import annotations

from dataclasses import replace

from actions.guidance import Guidance
from actions.turn import ActionResult, ActionTurn


class AnswerUnexpected:
    """Rasa's default fallback. The message is taken back from the dialogue, so that no rule stumbles over it."""

    name = "action_default_fallback"

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    async def run(self, turn: ActionTurn) -> ActionResult:
        return replace(await self._guidance.answer(turn), revert=True)
