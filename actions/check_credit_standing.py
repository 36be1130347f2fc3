"""Research-credit standing (科研诚信) of the bound enterprise."""

from __future__ import annotations

from actions.lookup import ask_to_bind, refuse_other_enterprise
from actions.turn import ActionResult, ActionTurn
from actions.views.credit import describe_standing
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.credit.lookup import check_credit_standing
from records.database import Database


class CheckCreditStanding:
    """The standing at this moment and the events it rests on."""

    name = "action_check_credit_standing"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._database.run_in_transaction(
            lambda session: check_credit_standing(session, turn.conversation_id, now=self._clock.now())
        )
        if result.standing is None:
            return ask_to_bind("check_credit_standing")
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        reply = ReplyDraft(
            text=describe_standing(result.standing),
            outcome="credit_standing",
            data=result.standing,
            quick_replies=[
                QuickReply(title="守信有什么激励", text="科研守信有什么激励措施？"),
                QuickReply(title="失信有什么后果", text="科研失信会受到什么惩戒？"),
            ],
        )
        offers = [offer.model_dump() for offer in reply.quick_replies]
        return ActionResult(
            [reply], {"pending_lookup": None, "choices": offers, "topic": "research-integrity", "last": None}
        )
