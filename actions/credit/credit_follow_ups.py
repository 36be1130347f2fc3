"""Questions about what follows from one's own credit standing: answered from the record and the rules."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import refuse_other_enterprise, refuse_role
from actions.credit.check_credit_standing import CheckCreditStanding
from actions.credit.credit_question import OFFERS, CreditAspect, read_credit_question
from actions.credit.say_credit_follow_ups import (
    describe_incentives,
    describe_penalties,
    describe_reasons,
    describe_repair,
    describe_rest,
)
from actions.seam.turn import ActionResult, ActionTurn, offers_of
from actions.spoken.choices import find_offer
from actions.spoken.shown import Shown, read_shown, write_shown
from contracts import CreditMeasure, CreditStanding, ReplyDraft
from contracts.lookup import Standing
from records.credit.consequences import measures_of
from records.credit.lookup import CreditResult, check_credit_standing
from records.credit.rules import CreditRules
from records.people.binding import find_binding
from records.storage.database import Database
from records.values.clock import Clock

_TOPIC = "research-integrity"


class CreditFollowUps:
    """Only for a bound enterprise: to everybody else the guidance answers."""

    name = "credit_follow_ups"

    def __init__(self, database: Database, clock: Clock, standing: CheckCreditStanding) -> None:
        self._database = database
        self._clock = clock
        self._standing = standing

    async def run(self, turn: ActionTurn) -> ActionResult:
        """Answer an offer of ours that was picked; without a binding with the request to bind."""
        return await self.answer(turn) or await self._standing.run(turn)

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if turn.entities.get("topic", _TOPIC) != _TOPIC:
            return None
        shown = read_shown(turn)
        offer = find_offer(turn.text, offers_of(turn), in_part=False)
        kind = shown.kind if shown else None
        aspect = read_credit_question(
            offer.text if offer else turn.text,
            is_after_standing=kind in ("credit", "credit_check"),
            is_of_integrity=turn.slot("topic") == _TOPIC,
        )
        if aspect == "rest" and kind != "credit":
            return None  # a check has listed all it has
        rules = self._standing.read_rules() if aspect else None
        if aspect is None or rules is None:
            return None
        result = await self._database.run_in_transaction(lambda session: self._look(session, turn, rules))
        if result is None or result.enterprise is None:
            return None
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.standing is None:
            return refuse_role("check_credit_standing", result.enterprise)
        text = _describe(aspect, result.standing, rules, result.enterprise.region)
        offers = [offer for each, offer in OFFERS.items() if each != aspect]
        return ActionResult(
            [ReplyDraft(text=text, outcome="credit_standing", quick_replies=offers)],
            {
                "pending_lookup": None,
                "choices": [offer.model_dump() for offer in offers],
                "topic": _TOPIC,
                "last": None,
                **write_shown(Shown("credit")),
            },
        )

    def _look(self, session: Session, turn: ActionTurn, rules: CreditRules) -> CreditResult | None:
        now = self._clock.now()
        if find_binding(session, turn.conversation_id, now=now) is None:
            return None
        return check_credit_standing(session, turn.conversation_id, now=now, rules=rules)


def _describe(aspect: CreditAspect, standing: CreditStanding, rules: CreditRules, region: str) -> str:
    def held(which: Standing) -> list[CreditMeasure]:
        return measures_of(rules, which, region)

    if aspect == "reasons":
        return describe_reasons(standing)
    if aspect == "repair":
        return describe_repair(standing)
    if aspect == "incentives":
        return describe_incentives(standing, held("red"))
    if aspect == "penalties":
        return describe_penalties(standing, held("yellow"), held("black"))
    return describe_rest(standing)
