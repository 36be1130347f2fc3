"""After a check of credit, or a standing: the same check for another matter (那科小呢, 报科技计划项目呢)."""

from __future__ import annotations

from dataclasses import replace

from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.credit_check_question import read_checked_topics
from actions.seam.turn import ActionResult, ActionTurn, offers_of
from actions.spoken.choices import find_offer
from actions.spoken.shown import read_shown


class CreditCheckFollowUps:
    """Goes on from such an answer where what is named has a service item, whatever the message was taken for."""

    def __init__(self, check: CheckCreditRules) -> None:
        self._check = check

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        shown = read_shown(turn)
        if shown is None or shown.kind not in ("credit", "credit_check"):
            return None
        if find_offer(turn.text, offers_of(turn), in_part=False):
            return None
        named = read_checked_topics(
            turn.text, self._check.known_topics(), is_after_check=shown.kind == "credit_check"
        )
        if not named or not await self._check.has_item(named):
            return None
        return await self._check.run(replace(turn, entities={**turn.entities, "topic": named[0]}))
