"""Guidance: the index answers, and it alone decides when to decline."""

from __future__ import annotations

from actions.guidance import Guidance
from actions.turn import ActionResult, ActionTurn


class AnswerGuidance:
    """Answers a question, a follow-up, and whatever no other intent was understood in."""

    name = "action_answer_guidance"

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._guidance.answer(turn)
