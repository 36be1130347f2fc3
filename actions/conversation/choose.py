"""“第二个”, “1”: the user picks one of what the last reply offered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.cases.check_application_status import CheckApplicationStatus
from actions.guidance.guidance import Guidance
from actions.guidance.tickets import TransferToPerson
from actions.people.revoke_person import names_person
from actions.seam.turn import Action, ActionResult, ActionTurn, offers_of
from contracts import QuickReply
from desk.choices import TRANSFER, find_loosely, find_offer, is_count

_CASE_NUMBER = re.compile(r"(?<=^查办件 )\S+$")


class Choose:
    """Understands the choice as the answer to the question that offered it; anything else is a question."""

    name = "action_choose"

    def __init__(
        self,
        guidance: Guidance,
        cases: CheckApplicationStatus,
        transfer: TransferToPerson,
        look_ups: Mapping[str, Action],
        revoke: Action,
    ) -> None:
        """`look_ups`: what runs when an offer with this text is picked, instead of a search in the guidance."""
        self._guidance = guidance
        self._cases = cases
        self._transfer = transfer
        self._look_ups = look_ups
        self._revoke = revoke

    def picks(self, turn: ActionTurn) -> bool:
        """Tell whether a message is a pick whatever Rasa took it for: a number and no more, or an offer that is run.

        A number that an open form waits for (the role of somebody invited) is the form's.
        """
        if turn.slot("requested_slot") == "invitee_role" or self._guidance.asks_for_item(turn):
            return False
        chosen = find_offer(turn.text, offers_of(turn), in_part=False)
        # A button of ours that is typed is that button, though its words are about what is shown, too.
        return chosen is not None and (is_count(turn.text) or turn.is_about_shown or self._runs(chosen))

    def _runs(self, offer: QuickReply) -> bool:
        is_of_list = _CASE_NUMBER.search(offer.text) or names_person(offer.text)
        return bool(is_of_list) or self._guidance.offers(offer.text) or offer.text in self._look_ups

    async def run(self, turn: ActionTurn) -> ActionResult:
        if self._guidance.asks_for_item(turn):
            return await self._guidance.answer(turn)
        offers = offers_of(turn)
        chosen = find_offer(turn.text, offers, in_part=True) or find_loosely(turn.text, offers)
        number = _CASE_NUMBER.search(chosen.text) if chosen else None
        if number:
            return await self._cases.look_up(turn, case_number=number.group())
        if chosen is not None and chosen.text == TRANSFER:
            return await self._transfer.run(turn)
        if chosen is not None and names_person(chosen.text):
            return await self._revoke.run(replace(turn, text=chosen.text))
        if chosen is not None and chosen.text in self._look_ups:
            return await self._look_ups[chosen.text].run(replace(turn, text=chosen.text))
        if chosen is None and self._cases.expects(turn):
            return await self._cases.run(turn)
        return await self._guidance.choose(turn)
