"""Guidance: the index answers, and it alone decides when to decline."""

from __future__ import annotations

from actions.cases.check_application_status import CheckApplicationStatus
from actions.guidance.guidance import Guidance
from actions.seam.turn import ActionResult, ActionTurn


class AnswerGuidance:
    """Answers a question, a follow-up, and whatever no other intent was understood in.

    A short question about the case just shown (什么时候能办完, 还缺什么) is a look-up of that case.
    """

    name = "action_answer_guidance"

    def __init__(self, guidance: Guidance, cases: CheckApplicationStatus) -> None:
        self._guidance = guidance
        self._cases = cases

    async def run(self, turn: ActionTurn) -> ActionResult:
        if self._cases.expects(turn):
            return await self._cases.run(turn)
        return await self._guidance.ask(turn)
