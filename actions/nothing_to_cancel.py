"""“取消” where nothing is under way."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import ReplyDraft


class NothingToCancel:
    """An action of our own, so that what is cancelled may still be read from the words (actions/follow_ups.py)."""

    name = "action_nothing_to_cancel"

    async def run(self, turn: ActionTurn) -> ActionResult:
        text = "好的，现在没有正在办的步骤。您想问别的，请直接说。"
        return ActionResult([ReplyDraft(text=text, outcome="smalltalk")])
