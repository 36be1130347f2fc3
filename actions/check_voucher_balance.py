"""Innovation-voucher balance (创新券余额) of the bound enterprise."""

from __future__ import annotations

from actions.lookup import ask_to_bind, refuse_other_enterprise
from actions.turn import ActionResult, ActionTurn
from actions.views.vouchers import describe_balance
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.vouchers.lookup import check_voucher_balance


class CheckVoucherBalance:
    """What is left, reserved and about to expire, batch by batch."""

    name = "action_check_voucher_balance"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._database.run_in_transaction(
            lambda session: check_voucher_balance(session, turn.conversation_id, now=self._clock.now())
        )
        if result.balance is None:
            return ask_to_bind("check_voucher_balance")
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        reply = ReplyDraft(
            text=describe_balance(result.balance),
            outcome="voucher_balance",
            data=result.balance,
            quick_replies=[
                QuickReply(title="能用在哪些方面", text="科技创新券可以用在哪些方面？"),
                QuickReply(title="怎么兑付", text="科技创新券怎么兑付？"),
            ],
        )
        offers = [offer.model_dump() for offer in reply.quick_replies]
        return ActionResult(
            [reply], {"pending_lookup": None, "choices": offers, "topic": "innovation-voucher", "last": None}
        )
