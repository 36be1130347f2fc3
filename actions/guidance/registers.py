"""Published registers and contacts: the desk's answers, where Rasa takes a message for a question to them."""

from __future__ import annotations

from dataclasses import replace

from actions.guidance.guidance import Guidance
from actions.seam.turn import ActionResult, ActionTurn


class CheckRegister:
    """A message that is shown again as what is in view has the intent of its look-up, whatever it was taken for."""

    name = "action_check_register"

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._guidance.ask(replace(turn, intent="check_register"))


class TellDistricts:
    """A guard: who looks after a district is asked in any conversation about anything."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        return await self._guidance.tell_districts(turn)


class TellKnown:
    """A guard: a question that a document asks in just these words is answered from there, whatever it sounds like."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        return await self._guidance.answer(turn) if await self._guidance.knows(turn) else None
