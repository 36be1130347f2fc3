"""A picked offer goes before what Rasa took a message for: “4” is the fourth of what was offered, never a question."""

from __future__ import annotations

from actions.conversation.choose import Choose
from actions.seam.turn import Action, ActionResult, ActionTurn


class PickFirst:
    """Runs another action, unless the message picks one of the last offers."""

    def __init__(self, action: Action, choose: Choose) -> None:
        self._action = action
        self._choose = choose

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await (self._choose if self._choose.picks(turn) else self._action).run(turn)
