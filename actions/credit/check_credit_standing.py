"""Research-credit standing (科研诚信) of the bound enterprise."""

from __future__ import annotations

import structlog

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.credit.credit_offers import INCENTIVES, PENALTIES, REPAIR
from actions.credit.say_credit import describe_standing
from actions.seam.shown import Shown, write_shown
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from contracts.lookup import Standing
from records.credit.lookup import check_credit_standing
from records.credit.rules import CreditRules
from records.credit.rules_file import CreditRulesFile, CreditRulesInvalid
from records.storage.database import Database
from records.values.clock import Clock

log = structlog.get_logger(__name__)

CHECK = QuickReply(title="申报前核查", text="查一下我们现在申报会不会因为失信被一票否决")
_FOLLOW_UPS: dict[Standing, list[QuickReply]] = {
    "none": [CHECK, INCENTIVES, PENALTIES],
    "red": [CHECK, INCENTIVES, PENALTIES],
    "yellow": [REPAIR, PENALTIES, CHECK],
    "black": [REPAIR, PENALTIES, CHECK],
}


class CheckCreditStanding:
    """The standing at this moment, the events it rests on, what follows from it, and the way to a repair."""

    name = "action_check_credit_standing"

    def __init__(self, database: Database, clock: Clock, rules: CreditRulesFile) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules

    async def run(self, turn: ActionTurn) -> ActionResult:
        rules = self.read_rules()
        result = await self._database.run_in_transaction(
            lambda session: check_credit_standing(
                session, turn.conversation_id, now=self._clock.now(), rules=rules
            )
        )
        if result.enterprise is None:
            return ask_to_bind("check_credit_standing")
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.standing is None:
            return refuse_role("check_credit_standing", result.enterprise)
        reply = ReplyDraft(
            text=describe_standing(result.standing, rules.none_means if rules else None),
            outcome="credit_standing",
            data=result.standing,
            quick_replies=list(_FOLLOW_UPS[result.standing.standing]),
        )
        offers = [offer.model_dump() for offer in reply.quick_replies]
        return ActionResult(
            [reply],
            {
                "pending_lookup": None,
                "choices": offers,
                "topic": "research-integrity",
                "last": None,
                **write_shown(Shown("credit")),
            },
        )

    def read_rules(self) -> CreditRules | None:
        """Return the rules, None where they cannot be read: the standing is told without what follows from it."""
        try:
            return self._rules.current()
        except CreditRulesInvalid as problem:
            log.error("credit_rules_missing", reason=str(problem))
            return None
