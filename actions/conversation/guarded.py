"""What is heard before the action that Rasa chose, and what is said where it declines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.conversation.in_view import Guard, InView
from actions.guidance.guidance import Guidance
from actions.seam.shown import forget_shown
from actions.seam.turn import Action, ActionResult, ActionTurn, offers_of
from desk.choices import find_offer
from desk.in_view import SEARCH

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
    "action_change_role",
    "action_session_start",
    "validate_bind_form",
    "validate_invite_form",
}

# A no that names another of what is in view (不对，听岔了，汉阳的) asks for that.
_DENIES = "action_nothing_to_deny"
# Who complains or asks for a person is heard, whatever company is named: only the first guards are asked.
_LEAVES = {"action_record_complaint", "action_transfer_to_person"}
_EVEN_THEN = 2


class Guarded:
    """Runs another action, unless a guard knows the message better; what is in view is never declined."""

    def __init__(self, action: Action, guards: Sequence[Guard], in_view: InView, guidance: Guidance) -> None:
        self._action = action
        self._guards = (
            () if action.name in _OWN_WORDS else guards[:_EVEN_THEN] if action.name in _LEAVES else guards
        )
        self._in_view = in_view
        self._guidance = guidance

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        if self._action.name == _DENIES and (named := await self._in_view.find_named(turn)):
            return forget_shown(turn, named)
        if self._action.name in _OWN_WORDS:
            return forget_shown(turn, await self._action.run(turn))
        turn = _with_search(turn)
        for guard in self._guards:
            found = await guard.answer(turn)
            if found is not None:
                reverts = self._action.name == "action_default_fallback"
                return forget_shown(turn, replace(found, revert=found.revert or reverts))
        if turn.text.startswith(SEARCH):
            found = await self._guidance.answer(turn, turn.text.removeprefix(SEARCH))
        else:
            found = await self._action.run(turn)
        return forget_shown(turn, await self._in_view.instead_of(turn, found))


def _with_search(turn: ActionTurn) -> ActionTurn:
    """Return the turn with what our offer to search the documents sends, where that offer was picked by its number."""
    picked = find_offer(turn.text, offers_of(turn), in_part=False)
    return replace(turn, text=picked.text) if picked and picked.text.startswith(SEARCH) else turn
