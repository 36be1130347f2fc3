"""What is asked of one's own credit standing: why it is so, what follows from it, how it is repaired."""

from __future__ import annotations

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.credit_offers import FOLLOW_UPS, OFFERS, CreditAspect, find_offered
from actions.credit.say_credit import BREACHES, describe_standing
from actions.credit.say_credit_follow_ups import (
    describe_incentives,
    describe_penalties,
    describe_reasons,
    describe_repair,
    describe_rest,
)
from actions.seam.shown import Shown, read_shown, show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import CreditMeasure, CreditStanding, ReplyDraft
from contracts.lookup import Standing
from desk.credit_rules import read_rules
from records.credit.consequences import measures_of
from records.credit.lookup import check_credit_standing
from records.credit.rules import CreditRules
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from records.values.clock import Clock

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
        self, database: Database, clock: Clock, rules: CreditRulesFile, check: CheckCreditRules
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._check = check

    async def run(self, turn: ActionTurn) -> ActionResult:
        shown = read_shown(turn)
        is_check = shown is not None and shown.kind == "credit_check" and turn.is_about_shown
        if is_check and turn.asked in ("item", "more", "other_place", "state", "whole"):
            return await self._check.run(turn)
        rules = read_rules(self._rules)
        result = await self._database.run_in_transaction(
            lambda session: check_credit_standing(
                session, turn.conversation_id, now=self._clock.now(), rules=rules
            )
        )
        if result.enterprise is None:
            return ask_to_bind("check_credit_standing", turn.text, wants=turn.asked)
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.standing is None:
            return refuse_role("check_credit_standing", result.enterprise)
        reply = _tell(turn, result.standing, rules, result.enterprise.region)
        return show(reply, Shown("credit"), topic="research-integrity")


def _tell(turn: ActionTurn, standing: CreditStanding, rules: CreditRules | None, region: str) -> ReplyDraft:
    """Return what is asked; the standing itself, without what follows from it, where the rules cannot be read."""
    offered = find_offered(turn.text)
    aspect = offered or _ASPECTS.get(turn.asked or "")
    if aspect is None or rules is None:
        text, offers = describe_standing(standing, rules.none_means if rules else None), FOLLOW_UPS
        return ReplyDraft(
            text=text, outcome="credit_standing", data=standing, quick_replies=list(offers[standing.standing])
        )
    if aspect == "penalties" and offered is None and standing.standing not in BREACHES:
        aspect = "incentives"  # what follows from a good standing
    others = [offer for each, offer in OFFERS.items() if each != aspect]
    text = _describe(aspect, standing, rules, region)
    return ReplyDraft(text=text, outcome="credit_standing", quick_replies=others)


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
