"""What is asked of one's own credit standing: why it is so, what follows from it, how it is repaired."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.check_credit_standing import CheckCreditStanding
from actions.credit.credit_offers import OFFERS, CreditAspect, find_offered
from actions.credit.say_credit import BREACHES
from actions.credit.say_credit_follow_ups import (
    describe_incentives,
    describe_penalties,
    describe_reasons,
    describe_repair,
    describe_rest,
)
from actions.seam.shown import Shown, read_shown, write_shown
from actions.seam.turn import ActionResult, ActionTurn
from contracts import CreditMeasure, CreditStanding, ReplyDraft
from contracts.lookup import Standing
from records.credit.consequences import measures_of
from records.credit.lookup import CreditResult, check_credit_standing
from records.credit.rules import CreditRules
from records.storage.database import Database
from records.values.clock import Clock

_TOPIC = "research-integrity"
# What is asked, as the view tells it; the other classes want the standing as a whole.
_ASPECTS: dict[str, CreditAspect] = {
    "why": "reasons",
    "lapse": "lapse",
    "source": "reasons",
    "contact": "reasons",
    "history": "reasons",
    "measures": "penalties",
    "repair": "repair",
    "more": "rest",
}


class ShowCredit:
    """The look-up of a credit standing: of what is asked only that, else the standing as a whole."""

    name = "action_check_credit_standing"

    def __init__(
        self, database: Database, clock: Clock, standing: CheckCreditStanding, check: CheckCreditRules
    ) -> None:
        self._database = database
        self._clock = clock
        self._standing = standing
        self._check = check

    async def run(self, turn: ActionTurn) -> ActionResult:
        shown = read_shown(turn)
        is_check = shown is not None and shown.kind == "credit_check" and turn.is_about_shown
        if is_check and turn.asked in ("item", "more", "other_place", "state", "whole"):
            return await self._check.run(turn)
        aspect, rules = find_offered(turn.text) or _ASPECTS.get(turn.asked or ""), self._standing.read_rules()
        if aspect is None or rules is None:
            return await self._standing.run(turn)
        result = await self._database.run_in_transaction(lambda session: self._look(session, turn, rules))
        if result.enterprise is None:
            return ask_to_bind("check_credit_standing", turn.text, wants=turn.asked)
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.standing is None:
            return refuse_role("check_credit_standing", result.enterprise)
        if (
            aspect == "penalties"
            and find_offered(turn.text) is None
            and result.standing.standing not in BREACHES
        ):
            aspect = "incentives"  # what follows from a good standing
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

    def _look(self, session: Session, turn: ActionTurn, rules: CreditRules) -> CreditResult:
        return check_credit_standing(session, turn.conversation_id, now=self._clock.now(), rules=rules)


def _describe(aspect: CreditAspect, standing: CreditStanding, rules: CreditRules, region: str) -> str:
    def held(which: Standing) -> list[CreditMeasure]:
        return measures_of(rules, which, region)

    if aspect in ("reasons", "lapse"):
        return describe_reasons(standing, asks_until=aspect == "lapse")
    if aspect == "repair":
        return describe_repair(standing)
    if aspect == "incentives":
        return describe_incentives(standing, held("red"))
    if aspect == "penalties":
        return describe_penalties(standing, held("yellow"), held("black"))
    return describe_rest(standing)
