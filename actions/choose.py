"""“第二个”, “1”: the user picks one of what the last reply offered."""

from __future__ import annotations

import re
import unicodedata

from actions.check_application_status import CheckApplicationStatus
from actions.guidance import Guidance
from actions.turn import ActionResult, ActionTurn, offers_of
from contracts import QuickReply, ReplyDraft

_ORDINALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "首": 1}
_CASE_NUMBER = re.compile(r"[A-Z]{2}\d{4}-\d{6}")


class Choose:
    """Understands the choice as the answer to the question that offered it."""

    name = "action_choose"

    def __init__(self, guidance: Guidance, cases: CheckApplicationStatus) -> None:
        self._guidance = guidance
        self._cases = cases

    async def run(self, turn: ActionTurn) -> ActionResult:
        offers = offers_of(turn)
        chosen = find_choice(turn.text, offers)
        if chosen is None:
            return ActionResult([_which(offers)])
        number = _CASE_NUMBER.search(chosen.text)
        if number:
            return await self._cases.look_up(turn, case_number=number.group())
        return await self._guidance.answer(turn, chosen.text)


def find_choice(text: str, offers: list[QuickReply]) -> QuickReply | None:
    """Return the offer meant by an ordinal (“第二个”, “2”, “最后一个”) or by its words, or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not offers:
        return None
    for offer in offers:
        if plain in (offer.title, offer.text):
            return offer
    if "最后" in plain or "末" in plain:
        return offers[-1]
    if digits := re.search(r"\d+", plain):
        position = int(digits.group())
    else:
        position = next((value for word, value in _ORDINALS.items() if word in plain), 0)
    if 1 <= position <= len(offers):
        return offers[position - 1]
    named = [offer for offer in offers if len(plain) > 1 and plain in offer.title]
    return named[0] if len(named) == 1 else None


def _which(offers: list[QuickReply]) -> ReplyDraft:
    if not offers:
        return ReplyDraft(text="请直接说您想问的事，我来查。", outcome="smalltalk")
    return ReplyDraft(
        text=f"请从下面 {len(offers)} 项中选一个，回复序号即可。", outcome="clarify", quick_replies=offers
    )
