"""Access taken away and roles changed: known by its own words, whatever is asked at the moment."""

from __future__ import annotations

from actions.people.change_role import ChangeRole, asks_to_change_role
from actions.people.revoke_person import RevokePerson, asks_to_revoke
from actions.seam.turn import ActionResult, ActionTurn


class PeopleChanges:
    """Takes such a message to the change that it asks for, whatever it was understood as."""

    def __init__(self, revoke: RevokePerson, change_role: ChangeRole) -> None:
        self._revoke = revoke
        self._change_role = change_role

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if asks_to_revoke(turn.text):
            return await self._revoke.run(turn)
        return await self._change_role.run(turn) if asks_to_change_role(turn.text) else None


def asks_to_change_people(text: str) -> bool:
    """Tell whether a message is such a change."""
    return asks_to_revoke(text) or asks_to_change_role(text)
