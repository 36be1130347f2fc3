"""What no rule foresees is answered like a question, and the dialogue stays where it was."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Action, ActionResult, ActionTurn


class AnswerUnexpected:
    """Rasa's default fallback. The message is taken back from the dialogue, so that no rule stumbles over it."""

    name = "action_default_fallback"

    def __init__(self, answer: Action) -> None:
        """`answer`: what runs for a question, picks of an offer included."""
        self._answer = answer

    async def run(self, turn: ActionTurn) -> ActionResult:
        return replace(await self._answer.run(turn), revert=True)
