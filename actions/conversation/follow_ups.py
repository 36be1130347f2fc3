"""What a message means by its own words or by the answer before it, whatever intent it was taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from actions.seam.turn import Action, ActionResult, ActionTurn
from actions.spoken.shown import forget_shown

# Actions that only work on a form or a command: nothing that was said is to be understood otherwise there.
_OWN_WORDS = {
    "action_ask_bind_form_consent",
    "action_start_binding",
    "action_binding_result",
    "action_confirm_unbind",
    "action_unbind",
    "action_nothing_to_affirm",
    "action_nothing_to_deny",
    "action_invite_person",
    "action_leave_invitation",
    "action_revoke_person",
    "action_session_start",
    "validate_bind_form",
    "validate_invite_form",
}

# Who complains or asks for a person is heard, whatever company is named: only the first reader is asked.
_LEAVES = {"action_record_complaint", "action_transfer_to_person"}


class FollowUp(Protocol):
    """A reader of messages that answers those it knows."""

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        """Return the answer; None where the message is another's."""
        ...


class FollowUps:
    """Runs another action, unless one of the readers knows the message better."""

    def __init__(self, action: Action, readers: Sequence[FollowUp]) -> None:
        self._action = action
        self._readers = (
            () if action.name in _OWN_WORDS else readers[:1] if action.name in _LEAVES else readers
        )

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        for reader in self._readers:
            found = await reader.answer(turn)
            if found is not None:
                reverts = self._action.name == "action_default_fallback"
                return forget_shown(turn, replace(found, revert=found.revert or reverts))
        return forget_shown(turn, await self._action.run(turn))
